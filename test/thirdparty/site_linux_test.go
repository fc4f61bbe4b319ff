package thirdparty_test

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/test/apart"
)

// TestMain runs the tests apart from the host's network.
func TestMain(m *testing.M) { apart.Main(m, apart.Azimuth) }

// longest bounds what any program may take.
const longest = 3 * time.Minute

// site is a server with machines.
type site struct {
	data string
	server.Environment
}

// serve starts a server.
func serve(t *testing.T, flags ...string) *site {
	t.Helper()
	s := &site{data: filepath.Join(t.TempDir(), "data")}
	args := []string{"serve", "--data", s.data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory"}
	process := exec.Command(apart.Built("azimuth"), append(args, flags...)...)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	run(t, process)
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the server says %q: %v", line, err)
	}
	if s.Environment, err = server.ReadEnvironment(s.data); err != nil {
		t.Fatal(err)
	}
	return s
}

// run starts a process that ends with the test.
func run(t *testing.T, process *exec.Cmd) {
	t.Helper()
	process.WaitDelay = 20 * time.Second
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait() // it was told to end
	})
}

// azimuth runs a command of the product and returns what it prints.
func (s *site) azimuth(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	command := exec.CommandContext(ctx, apart.Built("azimuth"), args...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	command.Env = append(os.Environ(), "AZIMUTH_DATA="+s.data)
	if err := command.Run(); err != nil {
		t.Fatalf("azimuth %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), problems.String())
	}
	return out.String()
}

// on runs a program on a machine, which is made where it is missing, and returns
// what it prints.
func (s *site) on(t *testing.T, machine string, program ...string) string {
	t.Helper()
	args := []string{"exec", "--network", "own", "--vm", machine, "--create", "--"}
	return strings.TrimSpace(s.azimuth(t, append(args, program...)...))
}

// tokenFor is a shell's command that prints the machine's token for a resource.
func tokenFor(resource string) string {
	return `curl -sS --fail-with-body -H Metadata:true 'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=` + resource +
		`' | sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
}

// free is an address that is free now.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // it was only asked
	return l.Addr().String()
}

// listening waits until something listens at an address.
func listening(t *testing.T, address string, log func() string) {
	t.Helper()
	for deadline := time.Now().Add(longest); ; {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close() // it listens
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v\n%s", err, log())
		}
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
