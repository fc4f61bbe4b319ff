package containers_test

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/test/apart"
)

// TestMain runs the tests apart from the host's network; the networks that they
// make hang on a bridge in there.
func TestMain(m *testing.M) {
	apart.Main(m, apart.Azimuth, apart.Program{Name: "goclient", Module: "../exec/goclient", Package: "."})
}

// bridge joins containers, as that of an engine does. It has no address.
const bridge = "machines"

// newBridge makes the bridge, or ends the test where that cannot be.
func newBridge(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		apart.Absent(t, "networks for containers are made by root only")
	}
	apart.Needs(t, "ip", "nsenter", "curl")
	apart.Check(t)
	for _, args := range [][]string{{"link", "add", bridge, "type", "bridge"}, {"link", "set", bridge, "up"}} {
		if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			apart.Absent(t, fmt.Sprintf("no bridge can be made: %v: %s", err, out))
		}
	}
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", bridge).Run() })
}

// container is a network of its own with one address.
type container struct {
	pid     int // of a process that only keeps it
	address netip.Addr
}

// newContainer makes a container on the bridge.
func newContainer(t *testing.T, name string, at netip.Prefix) *container {
	t.Helper()
	keeper := exec.Command("cat") // ends with us
	keeper.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	in, err := keeper.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), keeper.Wait() })
	c := &container{keeper.Process.Pid, at.Addr()}
	outside := exec.Command("ip", "link", "add", name, "master", bridge, "up", "type", "veth", "peer", "name", "eth0", "netns", fmt.Sprint(c.pid))
	if out, err := outside.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, args := range []string{"link set lo up", "addr add " + at.String() + " dev eth0", "link set eth0 up"} {
		c.must(t, nil, append([]string{"ip"}, strings.Fields(args)...)...)
	}
	// No request is sent before it is sure where it goes.
	if routes := c.must(t, nil, "ip", "-4", "route"); strings.Count(routes, "\n") != 1 || !strings.HasPrefix(routes, at.Masked().String()+" dev eth0 ") {
		t.Fatalf("%s has the routes %q", name, routes)
	}
	if bound := c.must(t, nil, "ip", "-4", "-o", "addr", "show", "dev", "eth0"); !strings.Contains(bound, " inet "+at.String()+" ") {
		t.Fatalf("%s has the addresses %q", name, bound)
	}
	return c
}

// longest bounds what any program may take.
const longest = 3 * time.Minute

// command is a program in the container, with no other environment.
func (c *container) command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "nsenter", append([]string{fmt.Sprintf("--net=/proc/%d/ns/net", c.pid), "--"}, args...)...)
	path := filepath.Dir(apart.Built("azimuth")) + ":" + os.Getenv("PATH")
	command.Env = append([]string{"PATH=" + path, "HOME=/nonexistent"}, env...)
	return command
}

// run runs a program in the container and returns what it prints.
func (c *container) run(t *testing.T, env []string, args ...string) (stdout string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	command := c.command(ctx, env, args...)
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	if err = command.Run(); err != nil {
		err = fmt.Errorf("%q: %w\n%s%s", args, err, out.String(), problems.String())
	}
	return out.String(), err
}

func (c *container) must(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, err := c.run(t, env, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
