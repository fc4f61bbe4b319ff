package exec_test

import (
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

// programs is the variable that names the directory of what was built, and that
// the tests run where they are safe.
const programs = "AZIMUTH_TEST_PROGRAMS"

// TestMain runs the tests in a network of their own, which has loopback and nothing
// else: no client can reach the real Azure, or the metadata service of a cloud on
// which the tests may run, whatever goes wrong.
func TestMain(m *testing.M) {
	if os.Getenv(programs) != "" {
		if err := loopbackUp(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	status, err := apart()
	if err != nil {
		fmt.Fprintln(os.Stderr, "no network of our own:", err)
		if os.Getenv(requireClients) == "" {
			status = 0 // skipped
		}
	}
	os.Exit(status)
}

// apart builds the programs and runs this one again, apart from the host's network.
func apart() (status int, err error) {
	dir, err := os.MkdirTemp("", "azimuth-exec-*")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := errors.Join(os.Chmod(dir, 0o755), buildAt(dir, "azimuth", "../..", "./cmd/azimuth"), buildAt(dir, "goclient", "goclient", ".")); err != nil {
		return 1, err
	}
	runtime.LockOSThread()
	uids := []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
	gids := []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	if os.Geteuid() == 0 {
		uids = []syscall.SysProcIDMap{{Size: 65536}}
		gids = uids
	}
	again := &exec.Cmd{
		Path: "/proc/self/exe", Args: os.Args, Env: append(os.Environ(), programs+"="+dir),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		SysProcAttr: &syscall.SysProcAttr{
			Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNET, UidMappings: uids, GidMappings: gids,
			GidMappingsEnableSetgroups: os.Geteuid() == 0, AmbientCaps: []uintptr{unix.CAP_NET_ADMIN}, Pdeathsig: syscall.SIGKILL,
		},
	}
	err = again.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return again.ProcessState.ExitCode(), nil
	}
	return 0, err
}

func buildAt(dir, name, module, pkg string) error {
	build := exec.Command("go", "build", "-o", filepath.Join(dir, name), pkg)
	build.Dir, build.Env = module, append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

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

func built(name string) string { return filepath.Join(os.Getenv(programs), name) }

// TestApart holds TestMain to what it says.
func TestApart(t *testing.T) {
	routes, err := os.ReadFile("/proc/net/route")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(strings.TrimSpace(string(routes)), "\n"); lines != 0 {
		t.Errorf("there are routes out:\n%s", routes)
	}
}
