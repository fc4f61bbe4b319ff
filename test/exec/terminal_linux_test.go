package exec_test

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/azimuthid/azimuth/test/apart"
)

// terminal is a terminal at which a program runs, and somebody who types.
type terminal struct {
	t       *testing.T
	file    *os.File
	process *exec.Cmd

	mu    sync.Mutex
	shown strings.Builder
	more  chan struct{} // has an entry when more is shown
}

func atTerminal(t *testing.T, env []string, name string, args ...string) *terminal {
	t.Helper()
	term := &terminal{t: t, process: exec.Command(name, args...), more: make(chan struct{}, 1)}
	term.process.Env = append(append(os.Environ(), "PS1=ready> ", "TERM=dumb", "HOME=/nonexistent", "SHELL=/bin/bash"), env...)
	var err error
	if term.file, err = pty.StartWithSize(term.process, &pty.Winsize{Rows: 33, Cols: 111}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = term.process.Process.Kill() // it may have ended
		_ = term.process.Wait()
		_ = term.file.Close() // nobody is at it
	})
	go term.look()
	return term
}

func (term *terminal) look() {
	buffer := make([]byte, 4096)
	for {
		n, err := term.file.Read(buffer)
		term.mu.Lock()
		term.shown.Write(buffer[:n])
		term.mu.Unlock()
		select {
		case term.more <- struct{}{}:
		default:
		}
		if err != nil {
			return // all have left it
		}
	}
}

// sees waits for a text, and takes all that was shown up to it.
func (term *terminal) sees(text string) {
	term.t.Helper()
	late := time.After(30 * time.Second)
	for {
		term.mu.Lock()
		shown := term.shown.String()
		if _, rest, found := strings.Cut(shown, text); found {
			term.shown.Reset()
			term.shown.WriteString(rest)
			term.mu.Unlock()
			return
		}
		term.mu.Unlock()
		select {
		case <-term.more:
		case <-late:
			term.t.Fatalf("it does not show %q but %q", text, shown)
		}
	}
}

func (term *terminal) types(text string) {
	term.t.Helper()
	if _, err := term.file.WriteString(text); err != nil {
		term.t.Fatal(err)
	}
}

func (term *terminal) status() int {
	_ = term.process.Wait() // the status tells
	return term.process.ProcessState.ExitCode()
}

const (
	interrupt = "\x03"
	suspend   = "\x1a"
)

// A terminal is one inside too, with its size, its keys and its jobs.
func TestTerminal(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "bash")
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--", "true")
	azimuth := built("azimuth")
	// The texts that are waited for differ from what is typed, which is shown too.
	t.Run("a shell", func(t *testing.T) {
		t.Parallel()
		term := atTerminal(t, nil, azimuth, "shell", "--data", s.data, "--network", "own", "--vm", "app")
		term.sees("app")
		term.types("PS1='in'side'> '; stty size; hostname; echo \"is:$AZIMUTH_MACHINE\"; tty\n")
		for _, text := range []string{"33 111", "app", "is:app", "/dev/pts/", "inside> "} {
			term.sees(text)
		}
		if err := pty.Setsize(term.file, &pty.Winsize{Rows: 44, Cols: 99}); err != nil {
			t.Fatal(err)
		}
		term.types("stty size\n")
		term.sees("44 99")
		term.sees("inside> ")
		term.types("sh -c 'echo go''ing; exec sleep 600'\n")
		term.sees("going\r\n")
		term.types(interrupt)
		term.sees("inside> ")
		// The job says that it goes on: only then the terminal is surely its own. It
		// is bash, because dash starts programs with vfork, and a child that stops
		// before it is the program leaves dash waiting in the kernel.
		term.types("echo status:$?; bash -c 'trap \"echo con\"\"tinued\" CONT; echo go\"\"ing; while :; do sleep 0.1; done'\n")
		term.sees("status:130")
		term.sees("going\r\n")
		term.types(suspend)
		term.sees("Stopped")
		term.sees("inside> ")
		term.types("jobs; fg\n")
		term.sees("Stopped")
		term.sees("continued\r\n")
		term.types(interrupt)
		term.sees("inside> ")
		term.types("exit 7\n")
		if status := term.status(); status != 7 {
			t.Errorf("the exit status is %d", status)
		}
	})
	t.Run("a program, as a job of a shell outside", func(t *testing.T) {
		t.Parallel()
		term := atTerminal(t, nil, "bash", "--norc", "--noediting", "-i")
		term.sees("ready> ")
		run := azimuth + " exec --data " + s.data + " --network own --vm app -- "
		// Keys go to the program, which may take them as it likes.
		term.types(run + `sh -c 'trap "echo ca""ught; exit 5" INT; echo go""ing; while :; do sleep 0.1; done'` + "\n")
		term.sees("going\r\n")
		term.types(interrupt)
		term.sees("caught\r\n")
		term.sees("ready> ")
		term.types("echo status:$?\n")
		term.sees("status:5")
		term.types(run + `sh -c 'echo go""ing; read line; echo "it reads:$line"'` + "\n")
		term.sees("going\r\n")
		term.types(suspend)
		term.sees("Stopped")
		term.sees("ready> ")
		term.types("fg\n")
		term.types("a line\n")
		term.sees("it reads:a line")
		term.sees("ready> ")
		term.types(run + `sh -c 'kill -9 $$'` + "\n")
		term.sees("ready> ")
		term.types("echo status:$?\n")
		term.sees("status:137")
	})
	t.Run("a shell gives the terminal back", func(t *testing.T) {
		t.Parallel()
		term := atTerminal(t, nil, "sh", "-c", azimuth+" shell --data "+s.data+` --network own --vm app; read line; echo "it reads:$line"`)
		term.sees("app")
		term.types("exit\n")
		term.types("a line\n")
		term.sees("it reads:a line")
	})
	t.Run("a shell in the host's network", func(t *testing.T) {
		t.Parallel()
		term := atTerminal(t, []string{"SHELL=/bin/sh"}, azimuth, "shell", "--data", s.data, "--network", "host", "--vm", "app")
		term.sees("(app) ")
		term.types("exit 3\n")
		if status := term.status(); status != 3 {
			t.Errorf("the exit status is %d", status)
		}
	})
}
