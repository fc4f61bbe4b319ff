package apart

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// RequireClients is the variable that makes the absence of what a test needs a
// failure in place of a skip.
const RequireClients = "AZIMUTH_REQUIRE_CLIENTS"

// programs is the variable that names the directory of what was built, and that
// the tests run where they are safe.
const programs = "AZIMUTH_TEST_PROGRAMS"

// Program is one that the tests use.
type Program struct {
	// Name is its file's, and Module and Package where it is built.
	Name, Module, Package string
}

// Azimuth is the product, for tests that are two folders beneath the root.
var Azimuth = Program{"azimuth", "../..", "./cmd/azimuth"}

// Main is the TestMain of a package. It builds the programs and runs the tests
// apart, and does not return. Where the system makes no such networks, no test
// runs, which is a failure only where RequireClients is set.
func Main(m *testing.M, needed ...Program) {
	if os.Getenv(programs) != "" {
		if err := loopbackUp(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	status, err := again(needed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "no network of our own:", err)
		if os.Getenv(RequireClients) == "" {
			status = 0 // skipped
		}
	}
	os.Exit(status)
}

// Built is the file of a program.
func Built(name string) string { return filepath.Join(os.Getenv(programs), name) }

// Absent ends a test that needs what is not there.
func Absent(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(RequireClients) != "" {
		t.Fatalf("%s, and %s is set", why, RequireClients)
	}
	t.Skip(why)
}

// Needs ends a test where one of the programs is not installed.
func Needs(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			Absent(t, name+" is not installed")
		}
	}
}

// Check fails unless this process is in a network without ways out.
func Check(t testing.TB) {
	t.Helper()
	routes, err := os.ReadFile("/proc/net/route")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(strings.TrimSpace(string(routes)), "\n"); lines != 0 {
		t.Fatalf("there are routes out:\n%s", routes)
	}
}

// again builds the programs and runs this one again, apart from the host's network.
func again(needed []Program) (status int, err error) {
	dir, err := os.MkdirTemp("", "azimuth-apart-*")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil {
		return 1, err
	}
	for _, p := range needed {
		if err := p.build(dir); err != nil {
			return 1, err
		}
	}
	runtime.LockOSThread()
	uids := []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
	gids := []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	if os.Geteuid() == 0 {
		uids = []syscall.SysProcIDMap{{Size: 65536}}
		gids = uids
	}
	tests := &exec.Cmd{
		Path: "/proc/self/exe", Args: os.Args, Env: append(os.Environ(), programs+"="+dir),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		SysProcAttr: &syscall.SysProcAttr{
			Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNET, UidMappings: uids, GidMappings: gids,
			GidMappingsEnableSetgroups: os.Geteuid() == 0, AmbientCaps: []uintptr{unix.CAP_NET_ADMIN}, Pdeathsig: syscall.SIGKILL,
		},
	}
	err = tests.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return tests.ProcessState.ExitCode(), nil
	}
	return 0, err
}

func (p Program) build(dir string) error {
	build := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(dir, p.Name), p.Package)
	build.Dir, build.Env = p.Module, append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", p.Name, err, out)
	}
	return nil
}

// loopbackUp brings the loopback interface of this process's network up.
func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }() // it was only told
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}
