package exec_test

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/running"
)

// site is a server in a process of its own.
type site struct {
	data            string
	uid             uint32 // as whom all run: nobody, or 0 for whoever runs the tests
	https, metadata string
	process         *exec.Cmd
}

// serve starts a server at free addresses, which it keeps when it is started again.
func serve(t *testing.T) *site {
	t.Helper()
	s := &site{data: t.TempDir(), https: free(t), metadata: free(t)}
	s.start(t)
	t.Cleanup(func() { s.kill() })
	return s
}

// nobody is the user without rights.
const nobody = 65534

// serveAsNobody is serve as a user without rights, who may look into the folders that
// he needs.
func serveAsNobody(t *testing.T) *site {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("all other tests run as an ordinary user")
	}
	s := &site{data: filepath.Join(t.TempDir(), "data"), uid: nobody, https: free(t), metadata: free(t)}
	if err := os.Mkdir(s.data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(s.data, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(s.data); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.start(t)
	t.Cleanup(func() { s.kill() })
	return s
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

func (s *site) start(t *testing.T) {
	t.Helper()
	s.startFor(t)
}

func (s *site) startFor(t testing.TB) {
	t.Helper()
	s.process = s.as(exec.Command(built("azimuth"), "serve", "--data", s.data, "--https", s.https, "--metadata", s.metadata))
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || strings.TrimSpace(line) != "ready" {
		t.Fatalf("the server says %q (%v)", line, err)
	}
}

func (s *site) kill() {
	_ = s.process.Process.Kill() // it may be gone
	_ = s.process.Wait()         // it was killed
}

// exec runs azimuth exec to its end.
func (s *site) exec(t *testing.T, args ...string) string {
	t.Helper()
	return output(t, s.command(t, args...))
}

// command is azimuth exec.
func (s *site) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return s.as(exec.CommandContext(t.Context(), built("azimuth"), append([]string{"exec", "--data", s.data}, args...)...))
}

// as has a command run as the site's user.
func (s *site) as(command *exec.Cmd) *exec.Cmd {
	command.Env = os.Environ()
	if s.uid != 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: s.uid, Gid: s.uid}}
		command.Dir, command.Env = "/", append(command.Env, "HOME="+s.data)
	}
	return command
}

func (s *site) client(t *testing.T) *client.Client {
	t.Helper()
	c, err := running.Must(t.Context(), s.data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// patience is long, for machines that are busy: nothing waits for it where all is well.
const patience = 2 * time.Minute

// eventually waits for what the system does in its own time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond) // bounded, and only for other processes
	}
	t.Errorf("not in %v: %s", patience, what)
}
