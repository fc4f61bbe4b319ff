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
)

// The exit statuses of shells for a program that could not be started.
const (
	statusNotRun   = 126
	statusNotFound = 127
)

// runChild runs a program until it ends. It gets the standard streams as they
// are and the signals that come meanwhile; its exit status is in the error.
func runChild(ctx context.Context, args, environment []string, stdin io.Reader, stdout, stderr io.Writer) error {
	child := exec.CommandContext(ctx, args[0], args[1:]...)
	child.Env = environment
	child.Stdin, child.Stdout, child.Stderr = stdin, stdout, stderr
	// From here on a signal means the child; it may come before the child is there.
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, forwarded...)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		status := statusNotRun
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			status = statusNotFound
		}
		return &ExitError{Status: status, Err: err}
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case s := <-signals:
			if !reachesGroup(s) {
				_ = child.Process.Signal(s) // it may have ended just now
			}
		case err := <-ended:
			return childStatus(err)
		}
	}
}

func childStatus(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	if number, ok := signalOf(exit.ProcessState); ok {
		return &ExitError{Status: 128 + number}
	}
	if code := exit.ExitCode(); code >= 0 {
		return &ExitError{Status: code}
	}
	return fmt.Errorf("the program ended strangely: %w", err)
}
