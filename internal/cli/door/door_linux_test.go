package door_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/door"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const seed = `
resourceGroups:
  - name: one
    machines: [{name: app, identity: system}, twice, off]
    scaleSets: [{name: web, instances: 1, identity: system}]
  - name: two
    machines: [twice]
`

// open serves a seed and opens the door of the server. It returns the path of the socket.
func open(t *testing.T) (*servertest.World, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(file, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	w := servertest.Start(t, func(c *server.Config) { c.Data, c.Seed = data, file })
	d, err := door.Open(t.Context(), data, w.Server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(filepath.Join(data, quick.Socket)); err == nil {
			t.Error("the socket is left")
		}
	})
	return w, filepath.Join(data, quick.Socket)
}

// knock connects to the door.
func knock(t *testing.T, path string) *wire.Conn {
	t.Helper()
	dialled, err := net.DialUnix("unixpacket", nil, &net.UnixAddr{Name: path, Net: "unixpacket"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := dialled.File()
	if err != nil {
		t.Fatal(err)
	}
	_ = dialled.Close() // file is the connection
	t.Cleanup(func() { _ = file.Close() })
	return wire.NewConn(int(file.Fd()))
}

// memory is a question of any text.
func memory(t *testing.T, text []byte) *os.File {
	t.Helper()
	file, err := wire.Memory("question", text)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	w, path := open(t)
	seen, err := quick.Seen()
	if err != nil {
		t.Fatal(err)
	}
	w.Must("POST", w.Subscription()+"/resourceGroups/one/providers/Microsoft.Compute/virtualMachines/off/deallocate?api-version=2024-07-01", nil)
	instance := "/subscriptions/" + w.SubscriptionID + "/resourceGroups/one/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/0"
	for _, test := range []struct {
		name string
		ask  wire.Question
		id   string // the end of the answer's; "" for no answer
	}{
		{"a machine by its name", wire.Question{Seen: seen, VM: "app"}, "/virtualMachines/app"},
		{"a machine in a group, in other letters", wire.Question{Seen: seen, Group: "ONE", VM: "App"}, "/virtualMachines/app"},
		{"an instance", wire.Question{Seen: seen, ScaleSet: "web", Instance: "0"}, instance},
		{"one of two of the name, by its group", wire.Question{Seen: seen, Group: "two", VM: "twice"}, "/resourceGroups/two/providers/Microsoft.Compute/virtualMachines/twice"},
		{"one of two of the name", wire.Question{Seen: seen, VM: "twice"}, ""},
		{"a machine that is off", wire.Question{Seen: seen, VM: "off"}, ""},
		{"a machine that is not there", wire.Question{Seen: seen, VM: "nobody"}, ""},
		{"a name that leads elsewhere", wire.Question{Seen: seen, Group: "one", VM: "app/extensions/x"}, ""},
		{"an instance that is not there", wire.Question{Seen: seen, ScaleSet: "web", Instance: "7"}, ""},
		{"somebody who sees something else", wire.Question{Seen: seen + "x", VM: "app"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn := knock(t, path)
			test.ask.Environment = []string{"PATH=/bin"}
			if err := conn.Send(memory(t, test.ask.Encode())); err != nil {
				t.Fatal(err)
			}
			files, err := conn.Receive()
			if test.id == "" {
				if err != io.EOF { //nolint:errorlint // as it is documented
					t.Fatalf("there is an answer (%v)", err)
				}
				return
			}
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files come (%v)", len(files), err)
			}
			text, err := wire.ReadMemory(files[0])
			if err != nil {
				t.Fatal(err)
			}
			answer, err := wire.DecodeAnswer(text)
			if err != nil || !strings.HasSuffix(strings.ToLower(answer.ID), strings.ToLower(test.id)) {
				t.Fatalf("the answer is about %q (%v)", answer.ID, err)
			}
			if answer.Handle != w.Handle(answer.ID) {
				t.Errorf("the machine's handle is %q", answer.Handle)
			}
			if env := strings.Join(answer.Environment, "\n"); !strings.Contains(env, "PATH=/bin") || !strings.Contains(env, answer.Handle) {
				t.Errorf("the environment is\n%s", env)
			}
		})
	}
}

// What is no question gets no answer, and those who come after it get theirs.
func TestStrangers(t *testing.T) {
	t.Parallel()
	_, path := open(t)
	directory, err := os.Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = directory.Close() })
	for name, files := range map[string][]*os.File{
		"nothing":              nil,
		"no text of ours":      {memory(t, []byte("GET / HTTP/1.1"))},
		"an empty file":        {memory(t, nil)},
		"a directory":          {directory},
		"more than a question": {memory(t, nil), memory(t, nil)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := knock(t, path)
			if err := conn.Send(files...); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Receive(); err != io.EOF { //nolint:errorlint // as it is documented
				t.Errorf("there is an answer (%v)", err)
			}
		})
	}
}

// A server that was killed leaves its socket, and the next one takes its place.
func TestOpenAfterACrash(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	path := filepath.Join(data, quick.Socket)
	left, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: path, Net: "unixpacket"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := door.Open(t.Context(), data, nil)
	if err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(path)
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v (%v)", about.Mode(), err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
