//go:build linux && (amd64 || arm64)

package deputy_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
)

// start makes a deputy that ends with the test.
func start(t *testing.T, first ...*deputy.Call) *deputy.Deputy {
	t.Helper()
	d, err := deputy.Start(first...)
	if err != nil && os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
		t.Fatalf("%v, and AZIMUTH_REQUIRE_CLIENTS is set", err)
	}
	if err != nil {
		t.Skipf("this system allows no namespaces: %v", err)
	}
	t.Cleanup(func() {
		d.End()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Take(); err != nil {
		t.Fatal(err)
	}
	return d
}

func getpid() *deputy.Call { return deputy.NewCall("getpid", syscall.SYS_GETPID) }

// A deputy is the first process of its namespaces, none of which is this process's.
func TestNamespaces(t *testing.T) {
	t.Parallel()
	first := getpid()
	d := start(t, first)
	if first.Result != 1 {
		t.Errorf("it is process %d of its namespace", first.Result)
	}
	for _, kind := range []string{"user", "net", "mnt", "pid_for_children", "uts"} {
		here, err := os.Readlink("/proc/self/ns/" + kind)
		if err != nil {
			t.Fatal(err)
		}
		there, err := os.Readlink("/proc/" + strconv.Itoa(d.PID) + "/ns/" + kind)
		if err != nil {
			t.Fatal(err)
		}
		if here == there {
			t.Errorf("%s is shared", kind)
		}
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	d := start(t, getpid())
	unknown := func() *deputy.Call { return deputy.NewCall("closing", syscall.SYS_CLOSE, deputy.Number(1<<30)) }

	t.Run("many", func(t *testing.T) {
		for range 1000 {
			calls := []*deputy.Call{getpid(), getpid(), getpid()}
			if err := d.Do(calls...); err != nil {
				t.Fatal(err)
			}
			if i := slices.IndexFunc(calls, func(c *deputy.Call) bool { return c.Result != 1 || c.Err != nil }); i >= 0 {
				t.Fatalf("call %d: %+v", i, calls[i])
			}
		}
	})
	t.Run("one fails", func(t *testing.T) {
		after := getpid()
		err := d.Do(getpid(), unknown(), after)
		failed, ok := errors.AsType[*deputy.CallError](err)
		if !ok || failed.What != "closing" || !errors.Is(err, syscall.EBADF) {
			t.Errorf("it returns %v", err)
		}
		if after.Result != 0 {
			t.Error("the call after it is done")
		}
	})
	t.Run("one fails that may", func(t *testing.T) {
		failed, after := deputy.Try(unknown()), getpid()
		if err := d.Do(failed, after); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(failed.Err, syscall.EBADF) || after.Result != 1 {
			t.Errorf("it is %v, and what comes after it returns %d", failed.Err, after.Result)
		}
	})
	t.Run("none", func(t *testing.T) {
		if err := d.Do(); err != nil {
			t.Error(err)
		}
	})
	t.Run("memory", func(t *testing.T) {
		name := new([6][65]byte) // struct utsname
		if err := d.Do(deputy.NewCall("uname", syscall.SYS_UNAME, deputy.Memory(unsafe.Pointer(name)))); err != nil {
			t.Fatal(err)
		}
		if string(name[0][:5]) != "Linux" {
			t.Errorf("it writes %q", name[0])
		}
	})
}
