package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"runtime"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/terminal"
)

// runChild runs a program until it ends. It gets the standard streams as they
// are and the signals that come meanwhile; its exit status is in the error.
func runChild(ctx context.Context, args, environment []string, stdin io.Reader, stdout, stderr io.Writer) error {
	child := exec.CommandContext(ctx, args[0], args[1:]...)
	child.Env = environment
	endWithUs(child)
	runtime.LockOSThread() // the thread that starts it stays as long as it runs
	defer runtime.UnlockOSThread()
	child.Stdin, child.Stdout, child.Stderr = stdin, stdout, stderr
	signals := terminal.Catch()
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		status := wire.StatusNotRun
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			status = wire.StatusNotFound
		}
		return &ExitError{Status: status, Err: err}
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	return childStatus(terminal.Follow(signals, ended, func(s os.Signal) {
		_ = child.Process.Signal(s) // it may have ended just now
	}))
}

func childStatus(err error) error {
	if err == nil {
		return nil
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	if number, ok := terminal.SignalOf(exit.ProcessState); ok {
		return &ExitError{Status: 128 + number}
	}
	if code := exit.ExitCode(); code >= 0 {
		return &ExitError{Status: code}
	}
	return fmt.Errorf("the program ended strangely: %w", err)
}
