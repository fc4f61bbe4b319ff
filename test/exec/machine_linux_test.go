package exec_test

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"

	"github.com/azimuthid/azimuth/test/apart"
)

// shell is a shell that runs in a machine for as long as a test asks it.
type shell struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func (s *site) shell(t *testing.T, args ...string) *shell {
	t.Helper()
	return s.shellSaying(t, os.Stderr, args...)
}

// lines are what several write.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds text.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// shellSaying is a shell that says elsewhere what goes wrong.
func (s *site) shellSaying(t *testing.T, stderr io.Writer, args ...string) *shell {
	t.Helper()
	sh := &shell{process: s.as(exec.Command(built("azimuth"), append(append([]string{"exec", "--data", s.data, "--network", "own"}, args...), "--", "sh")...))}
	var err error
	if sh.in, err = sh.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := sh.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	sh.out, sh.process.Stderr = bufio.NewReader(out), stderr
	if err := sh.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = sh.in.Close(), sh.process.Wait() })
	return sh
}

// say runs a command, and returns what it prints.
func (sh *shell) say(t *testing.T, command string) string {
	t.Helper()
	const end = "-- end --"
	if _, err := fmt.Fprintf(sh.in, "%s\necho; echo '%s'\n", command, end); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for {
		line, err := sh.out.ReadString('\n')
		if err != nil {
			t.Fatalf("%s: %v after %q", command, err, said.String())
		}
		if line == end+"\n" {
			return strings.TrimSpace(said.String())
		}
		said.WriteString(line)
	}
}

const ask = `curl -sS -w '\n%{http_code}' -H Metadata:true 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/`

func (s *site) call(t *testing.T, c *client.Client, method, path, body string) {
	t.Helper()
	var sent any
	if body != "" {
		sent = rawJSON(body)
	}
	if err := c.Call(t.Context(), method, path, "2024-07-01", sent, nil); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

type rawJSON string

// MarshalJSON is the text.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// What happens to a machine shows in the programs that run on it.
func TestLife(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "curl")
	s := serve(t)
	sh := s.shell(t, "--vm", "app", "--create")
	c := s.client(t)
	vm := c.Subscription() + "/resourceGroups/azimuth/providers/Microsoft.Compute/virtualMachines/app"
	is := func(what, status, text string) {
		t.Helper()
		answer := sh.say(t, ask+"'")
		if !strings.HasSuffix(answer, "\n"+status) || !strings.Contains(answer, text) {
			t.Errorf("%s: %s", what, answer)
		}
	}
	is("at first", "200", "access_token")
	s.call(t, c, "PATCH", vm, `{"identity":{"type":"None"}}`)
	is("without an identity", "400", "Identity not found")
	s.call(t, c, "PATCH", vm, `{"identity":{"type":"SystemAssigned"}}`)
	is("with another identity", "200", "access_token")
	gone := func(what string) {
		t.Helper()
		// A request may find it gone that began before, and gets no answer.
		sh.say(t, ask+"' 2>/dev/null")
		eventually(t, what, func() bool { return strings.Contains(sh.say(t, ask+"' 2>&1"), "curl: (7)") })
		if got := sh.say(t, "curl -sS -o /dev/null -w '%{http_code}' https://management.azure.com/subscriptions?api-version=2021-01-01"); got != "401" {
			t.Errorf("%s: Azure's hosts answer %s", what, got)
		}
	}
	s.call(t, c, "POST", vm+"/deallocate", "")
	gone("refused while it is off")
	s.call(t, c, "POST", vm+"/start", "")
	eventually(t, "it is on again", func() bool { return strings.Contains(sh.say(t, ask+"' 2>&1"), "access_token") })
	s.kill()
	is("while no server runs", "503", "service_unavailable")
	if got := sh.say(t, ask+`' -D - -o /dev/null`); !strings.Contains(got, "Retry-After: 1") {
		t.Errorf("while no server runs: %s", got)
	}
	s.start(t)
	is("after the server came back", "200", "access_token")
	s.call(t, s.client(t), "DELETE", vm, "")
	gone("refused when it is deleted")
}

// What is not Azure's is the host's, unless the machine is isolated.
func TestNetwork(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "curl")
	s := serve(t)
	database := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "rows") }), ReadHeaderTimeout: time.Minute}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = database.Serve(l) }()
	t.Cleanup(func() { _ = database.Close() })
	address := l.Addr().String()
	s.exec(t, "--vm", "app", "--create", "--role", "Reader", "--", "true")
	for _, test := range []struct {
		name, flags, command, want string
	}{
		{"the host's loopback", "", "curl -sS http://" + address, "rows"},
		{"not when it is isolated", "--isolated", "curl -sS -o /dev/null http://" + address + " 2>/dev/null || echo refused", "refused"},
		{"nor by way of the server's proxy", "--isolated", "curl -sS -p -o /dev/null -x $AZIMUTH_PROXY http://" + address + " 2>/dev/null || echo refused", "refused"},
		{"a link-local address", "", "curl -sS -m 20 -o /dev/null http://169.254.1.1 2>/dev/null || echo refused", "refused"},
		{"another port of the metadata service", "", "curl -sS -m 20 -o /dev/null http://169.254.169.254:8080 2>/dev/null || echo refused", "refused"},
		{"Azure's public hosts, by the files alone", "--isolated", "env -i curl -sS -o /dev/null -w '%{http_code}' https://management.azure.com/subscriptions?api-version=2021-01-01", "401"},
		{"the token service", "--isolated", "env -i curl -sS https://login.microsoftonline.com/common/discovery/instance | grep -o tenant_discovery_endpoint", "tenant_discovery_endpoint"},
		{"the server's own address", "--isolated", "curl -sS -o /dev/null -w '%{http_code}' $AZIMUTH_RESOURCE_MANAGER/subscriptions?api-version=2021-01-01", "401"},
		{"where it is", "--isolated", "curl -sS -H Metadata:true 'http://169.254.169.254/metadata/instance/compute/name?api-version=2021-02-01&format=text'", "app"},
		{"the extension's port", "--protocol=cloudshell", `curl -sS -H Metadata:true -d resource=https://management.azure.com/ "$MSI_ENDPOINT" | grep -o access_token`, "access_token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"--network", "own", "--vm", "app"}
			if test.flags != "" {
				args = append(args, test.flags)
			}
			if got := strings.TrimSpace(s.exec(t, append(args, "--", "sh", "-c", test.command)...)); got != test.want {
				t.Errorf("it says %q, want %q", got, test.want)
			}
		})
	}
}

// A kill that nobody can catch leaves no process, and so no namespace, no mount and no
// file.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--user-assigned", "one", "--protocol", "workload", "--", "true")
	workload := []string{"--protocol", "workload"}
	for _, test := range []struct {
		name, victim, network string
		flags                 []string
	}{
		{"outside", "outside", "own", nil},
		{"inside", "inside", "own", nil},
		{"outside, isolated", "outside", "own", []string{"--isolated"}},
		{"outside, with a service account", "outside", "own", workload},
		{"in the host's network", "outside", "host", nil},
		{"in the host's network, with a service account", "outside", "host", workload},
	} {
		t.Run(test.name, func(t *testing.T) {
			temporary := t.TempDir()
			before := whatIsThere(t, s.data, temporary)
			// The process is found by its argument, which nobody else has.
			marker := fmt.Sprintf("7%d%d", os.Getpid(), time.Now().UnixNano()%1e6)
			program := []string{"sh", "-c", `test -z "$AZURE_FEDERATED_TOKEN_FILE" || test -s "$AZURE_FEDERATED_TOKEN_FILE" && exec sleep ` + marker}
			want := 1
			if test.network == "own" {
				program[2] = strings.Replace(program[2], "exec", "setsid sleep "+marker+" &", 1)
				want = 2
			}
			command := s.command(t, append(append([]string{"--network", test.network, "--vm", "app"}, test.flags...), append([]string{"--"}, program...)...)...)
			command.Env = append(command.Env, "TMPDIR="+temporary)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the program runs", func() bool { return len(sleepers(marker)) == want })
			spaces := namespacesOf(t, sleepers(marker)[0])
			target := command.Process.Pid
			if test.victim == "inside" {
				target = childOf(t, target)
			}
			if err := syscall.Kill(target, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			_ = command.Wait() // it was killed
			eventually(t, "all are gone", func() bool { return len(sleepers(marker)) == 0 && (test.network == "host" || members(spaces) == 0) })
			if test.victim == "inside" && command.ProcessState.ExitCode() != 137 {
				t.Errorf("the exit status is %d", command.ProcessState.ExitCode())
			}
			if after := whatIsThere(t, s.data, temporary); after != before {
				t.Errorf("there was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// whatIsThere are the host's mounts, and the files in directories by their names.
func whatIsThere(t *testing.T, directories ...string) string {
	t.Helper()
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	all := string(mounts)
	for _, directory := range directories {
		err := filepath.WalkDir(directory, func(path string, _ fs.DirEntry, err error) error {
			all += path + "\n"
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// namespacesOf are the namespaces of a process that are not this one's.
func namespacesOf(t *testing.T, pid int) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, kind := range []string{"net", "mnt", "pid", "uts", "user"} {
		link, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/%s", pid, kind))
		own, ownErr := os.Readlink("/proc/self/ns/" + kind)
		if err != nil || ownErr != nil {
			t.Fatal(err, ownErr)
		}
		if link != own {
			found[link] = true
		}
	}
	return found
}

// sleepers are the processes that sleep for the marker's seconds.
func sleepers(marker string) (pids []int) {
	for pid, line := range processes() {
		if line == "sleep\x00"+marker+"\x00" {
			pids = append(pids, pid)
		}
	}
	return pids
}

func processes() map[int]string {
	all := map[int]string{}
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is right
	for _, file := range files {
		if pid, err := strconv.Atoi(strings.Split(file, "/")[2]); err == nil {
			if text, err := os.ReadFile(file); err == nil {
				all[pid] = string(text)
			}
		}
	}
	return all
}

// members is how many processes are in any of some namespaces.
func members(spaces map[string]bool) (n int) {
	links, _ := filepath.Glob("/proc/[0-9]*/ns/*") // the pattern is right
	for _, path := range links {
		if link, err := os.Readlink(path); err == nil && spaces[link] {
			n++
		}
	}
	return n
}

func childOf(t testing.TB, pid int) int {
	t.Helper()
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is right
	for _, file := range files {
		text, err := os.ReadFile(file)
		if fields := strings.Fields(string(text)); err == nil && len(fields) > 0 {
			child, err := strconv.Atoi(fields[0])
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	t.Fatalf("the process %d has no child", pid)
	return 0
}
