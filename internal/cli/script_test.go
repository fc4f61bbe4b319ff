package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/azimuthid/azimuth/internal/cli"
	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/trust"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"azimuth": func() { os.Exit(cli.RunOn(context.Background(), os.Args[1:], pretended())) },
	})
}

// pretended is a system's store below the script's folder; the updater notes its
// arguments there. It is never the store of the system that runs the test.
func pretended() trust.System {
	root := os.Getenv("PRETENDED")
	return trust.System{
		Dir:  filepath.Join(root, "ca-certificates"),
		Find: func(string) error { return nil },
		Run: func(_ context.Context, program string, args ...string) error {
			return os.WriteFile(filepath.Join(root, "ran"), []byte(strings.Join(append([]string{program}, args...), " ")+"\n"), 0o600)
		},
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("AZIMUTH_DATA", env.Getenv("WORK")+"/data")
			env.Setenv("PRETENDED", env.Getenv("WORK")+"/pretended")
			return nil
		},
		Condition: func(condition string) (bool, error) {
			if condition != "namespaces" {
				return false, fmt.Errorf("there is no condition %q", condition)
			}
			return namespaces(t), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"start": start, "finish": finish},
	})
}

// namespaces reports whether this system makes the namespaces of machines. The tests
// that need them must run where clients must be there.
func namespaces(t *testing.T) bool {
	t.Helper()
	if runtime.GOOS != "linux" {
		return false
	}
	opened, err := space.Open(space.Options{})
	if err == nil {
		err = opened.Close()
	}
	if err != nil && os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
		t.Fatalf("%v, and AZIMUTH_REQUIRE_CLIENTS is set", err)
	}
	return err == nil
}

// process is a program that a script started and has not stopped yet.
type process struct {
	command *exec.Cmd
	stdout  *bufio.Reader
	stderr  bytes.Buffer // may be read when the process has ended
}

// running are the *process of each script, by its *testscript.TestScript.
var running sync.Map

// start LINE PROGRAM [ARGUMENT...] starts a program and waits for the first line
// on its standard output, which must be LINE.
func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start LINE PROGRAM [ARGUMENT...]")
	}
	path, err := exec.LookPath(args[1])
	ts.Check(err)
	command := exec.Command(path, args[2:]...)
	command.Dir = ts.Getenv("WORK")
	command.Env = append(os.Environ(), "AZIMUTH_DATA="+ts.Getenv("AZIMUTH_DATA"))
	started := &process{command: command}
	command.Stderr = &started.stderr
	pipe, err := command.StdoutPipe()
	ts.Check(err)
	ts.Check(command.Start())
	ts.Defer(func() {
		if command.ProcessState == nil { // the script failed before finish
			_ = command.Process.Kill()
			_ = command.Wait()
			ts.Logf("%s", started.stderr.String())
		}
	})
	started.stdout = bufio.NewReader(pipe)
	line, err := started.stdout.ReadString('\n')
	if err != nil || strings.TrimSpace(line) != args[0] {
		ts.Fatalf("%s printed %q first (%v)", args[1], line, err)
	}
	running.Store(ts, started)
}

var signals = map[string]os.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}

// finish SIGNAL STATUS [OUTPUT] sends a signal to the program that was started
// last and waits for its end: it must end with STATUS (-1 for a signal) and must
// have printed OUTPUT and nothing else since its first line.
func finish(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: finish SIGNAL STATUS [OUTPUT]")
	}
	found, ok := running.LoadAndDelete(ts)
	if !ok {
		ts.Fatalf("nothing was started")
	}
	p := found.(*process)
	ts.Check(p.command.Process.Signal(signals[args[0]]))
	output, err := io.ReadAll(p.stdout)
	ts.Check(err)
	if err := p.command.Wait(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			ts.Check(err)
		}
	}
	if status := strconv.Itoa(p.command.ProcessState.ExitCode()); status != args[1] {
		ts.Fatalf("it ended with status %s", status)
	}
	if got, want := strings.TrimSpace(string(output)), strings.Join(args[2:], " "); got != want {
		ts.Fatalf("it printed %q, want %q", got, want)
	}
}
