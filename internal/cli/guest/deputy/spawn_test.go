//go:build linux && (amd64 || arm64)

package deputy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
)

// run is the call that executes a shell's script.
func run(t *testing.T, shell, script string) *deputy.Call {
	t.Helper()
	texts := func(texts ...string) deputy.Argument {
		pointers, err := syscall.SlicePtrFromStrings(texts)
		if err != nil {
			t.Fatal(err)
		}
		return deputy.Memory(unsafe.Pointer(&pointers[0]))
	}
	return deputy.NewCall("run "+shell, syscall.SYS_EXECVE, deputy.Text(shell), texts("sh", "-c", script), texts("PATH=/usr/bin:/bin"))
}

func TestSpawn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, script string
		want         syscall.WaitStatus
	}{
		{"it ends", "exit 7", 7 << 8},
		{"it is killed", "kill -9 $$", 9},
		{"it stops for nobody", "kill -STOP $$; exit 3", 3 << 8},
		{"orphans end before it", "for n in 1 2 3; do (true &); done; exit 5", 5 << 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := start(t, getpid())
			pid, err := d.Spawn(run(t, "/bin/sh", test.script))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(test.script, "STOP") {
				wake(t, d, pid)
			}
			got, err := d.Wait(pid)
			if err != nil || got != test.want {
				t.Errorf("it ends with %#x (%v)", got, err)
			}
		})
	}
}

// wake continues a process once it has stopped.
func wake(t *testing.T, d *deputy.Deputy, pid int) {
	t.Helper()
	about := new([16]uint64) // more than a siginfo_t
	const onlyStopped, process, stay = 0x2, 1, 0x01000000
	// The deputy's parent is not the process's: it is asked to wait itself.
	err := d.Do(
		deputy.NewCall("waitid", syscall.SYS_WAITID, deputy.Number(process), deputy.Number(pid), deputy.Memory(unsafe.Pointer(about)), deputy.Number(onlyStopped|stay), deputy.Number(0)),
		deputy.NewCall("kill", syscall.SYS_KILL, deputy.Number(pid), deputy.Number(int(syscall.SIGCONT))),
	)
	if err != nil {
		t.Error(err)
	}
}

func TestSpawnFails(t *testing.T) {
	t.Parallel()
	d := start(t, getpid())
	_, err := d.Spawn(run(t, "/nowhere/sh", ""))
	failed, ok := errors.AsType[*deputy.CallError](err)
	if !ok || failed.What != "run /nowhere/sh" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it returns %v", err)
	}
	if again := getpid(); d.Do(again) != nil || again.Result != 1 {
		t.Error("the deputy is not there any more")
	}
}

// Whoever waits for a deputy that is killed learns so.
func TestKilled(t *testing.T) {
	t.Parallel()
	d := start(t, getpid())
	pid, err := d.Spawn(run(t, "/bin/sh", "kill -STOP $$"))
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error)
	go func() {
		const forever = 0
		asked <- d.Do(deputy.NewCall("ppoll", syscall.SYS_PPOLL, deputy.Number(0), deputy.Number(forever), deputy.Number(0), deputy.Number(0), deputy.Number(0)))
	}()
	if err := syscall.Kill(d.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-asked; !errors.Is(err, deputy.ErrGone) {
		t.Errorf("who asks gets %v", err)
	}
	if _, err := d.Wait(pid); !errors.Is(err, deputy.ErrGone) {
		t.Errorf("who waits gets %v", err)
	}
}

// A deputy ends with the process that made it, and all that runs for it, whatever ends it.
func TestMasterIsKilled(t *testing.T) {
	t.Parallel()
	start(t, getpid()) // or there is nothing to see
	master := exec.Command(os.Args[0])
	master.Env = append(os.Environ(), program+"echo started; exec sleep 1000")
	out, err := master.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	if line := make([]byte, 8); !read(out, line) || string(line) != "started\n" {
		t.Fatalf("it says %q", line)
	}
	if err := master.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// The output ends with the last of those who have it: the deputy and its program.
	if rest, err := io.ReadAll(out); err != nil || len(rest) > 0 {
		t.Errorf("it says %q (%v)", rest, err)
	}
	_ = master.Wait() // it was killed
}

func read(from io.Reader, whole []byte) bool {
	_, err := io.ReadFull(from, whole)
	return err == nil
}

// A program has the signals and the limit of open files that this process was started with.
func TestInherited(t *testing.T) {
	t.Parallel()
	start(t, getpid()) // or there is nothing to see
	const see = "ulimit -S -n; grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status"
	command := func(script string) string {
		c := exec.Command("/bin/sh", "-c", "ulimit -S -n 123; trap '' HUP; "+script)
		c.Env = append(os.Environ(), program+see, "PROGRAM="+os.Args[0])
		var out bytes.Buffer
		c.Stdout, c.Stderr = &out, os.Stderr
		if err := c.Run(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	plain, deputed := command(see), command(`"$PROGRAM"`)
	if plain != deputed {
		t.Errorf("it sees\n%s\nin place of\n%s", deputed, plain)
	}
	if !regexp.MustCompile(`^123\nSigBlk:\t0+\nSigIgn:\t[0-9a-f]+[13579bdf]\n`).MatchString(plain) {
		t.Errorf("that is not what the test means: %s", plain)
	}
}

// program is the script of a deputy whose master is this program, started anew.
const program = "AZIMUTH_TEST_DEPUTY="

func TestMain(m *testing.M) {
	script, ok := os.LookupEnv(strings.TrimSuffix(program, "="))
	if !ok {
		os.Exit(m.Run())
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR2) // another handler of this runtime
	master(script)
}

func master(script string) {
	var t testing.T
	d, err := deputy.Start(getpid())
	if err == nil {
		err = d.Take()
	}
	if err != nil {
		panic(err)
	}
	pid, err := d.Spawn(run(&t, "/bin/sh", script))
	if err != nil {
		panic(err)
	}
	status, err := d.Wait(pid)
	if err != nil {
		panic(err)
	}
	os.Exit(status.ExitStatus())
}
