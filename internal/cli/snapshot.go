package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/atomicfile"
	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/snapshot"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func (a *app) snapshot() *cobra.Command {
	c := &cobra.Command{
		Use: "snapshot", Short: "Save, load and compare the server's state",
		Long: `Save, load and compare the state of the server of a data directory, whether it
runs or not: everything that Resource Manager and the directory have, as one
text in JSON, sorted, so that the same state is the same text.

The text has no signing key, no certificate, no secret of the administrator and
nobody's sign-in: these belong to a data directory and stay there. Of other
applications' client secrets it has digests. Whoever has it knows all names and
roles: keep it as you keep templates.`,
	}
	c.AddCommand(a.snapshotSave(), a.snapshotLoad(), a.snapshotDiff())
	for _, sub := range c.Commands() {
		sub.Args = checked(sub.Args)
	}
	return c
}

func (a *app) snapshotSave() *cobra.Command {
	var history bool
	c := &cobra.Command{
		Use: "save FILE|-", Short: "Write the state into a file, or to standard output", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			taken, err := a.presentState(c.Context(), history)
			if err != nil {
				return err
			}
			text, err := taken.Text()
			if err != nil {
				return err
			}
			if args[0] == "-" {
				_, err := a.stdout.Write(text)
				return err
			}
			if err := atomicfile.Write(args[0], text, 0o600); err != nil {
				return err
			}
			console.New(a.stderr).Done(fmt.Sprintf("saved %d documents in %s", len(taken.Documents), args[0]))
			return nil
		},
	}
	c.Flags().BoolVar(&history, "history", false, "also the activity log, and operations that have ended")
	return c
}

func (a *app) snapshotLoad() *cobra.Command {
	return &cobra.Command{
		Use: "load FILE|-", Short: "Replace the state by that of a file, or of standard input", Args: cobra.ExactArgs(1),
		Long: `Replace the whole state by that of a file, or of standard input. It is done at
once and whole, or not at all: a file that is wrong changes nothing.

A server that runs takes only a state of its own tenant, since its clients know
the tenant's id. A stopped one takes any, and has its tenant from then on; its
administrator gets a new secret then, which 'azimuth env' tells.`,
		RunE: func(c *cobra.Command, args []string) error {
			text, err := a.readState(args[0])
			if err != nil {
				return err
			}
			loaded, err := snapshot.Read(text)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			return a.load(c.Context(), loaded)
		},
	}
}

func (a *app) load(ctx context.Context, loaded snapshot.Snapshot) error {
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	c, err := running.Find(ctx, data)
	switch {
	case err == nil:
		defer c.Close()
		err = c.LoadState(ctx, loaded)
	case isStopped(err):
		err = server.LoadSnapshot(ctx, sqlite.Database{}, data, loaded)
	}
	if err == nil {
		console.New(a.stderr).Done(fmt.Sprintf("loaded %d documents into %s", len(loaded.Documents), data))
	}
	return err
}

func isStopped(err error) bool { return errors.Is(err, running.ErrStopped) }

func (a *app) snapshotDiff() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "diff A [B]", Short: "Tell what differs between two files, or a file and the present state", Args: cobra.RangeArgs(1, 2),
		Long: `Tell what leads from the state of file A to that of file B, or, without B, to
the present one. "-" is standard input. The exit status is 0 where nothing
differs, 1 where something does, and 2 where that cannot be told.`,
		RunE: func(c *cobra.Command, args []string) error {
			different, err := a.diff(c.Context(), format, args)
			if err != nil {
				return &ExitError{Status: 2, Err: err}
			}
			if different {
				return &ExitError{Status: 1}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "form of the output: text or json")
	return c
}

func (a *app) diff(ctx context.Context, format string, files []string) (different bool, err error) {
	if format != "text" && format != "json" {
		return false, fmt.Errorf("there is no format %q: choose text or json", format)
	}
	sides := make([]snapshot.Snapshot, 2)
	for i, file := range files {
		text, err := a.readState(file)
		if err != nil {
			return false, err
		}
		if sides[i], err = snapshot.Read(text); err != nil {
			return false, fmt.Errorf("%s: %w", file, err)
		}
	}
	if len(files) == 1 {
		// A file with history is compared with the history, too.
		if sides[1], err = a.presentState(ctx, server.HasHistory(sides[0])); err != nil {
			return false, err
		}
	}
	difference, err := snapshot.Diff(sides[0], sides[1])
	if err != nil {
		return false, err
	}
	if format == "json" {
		err = writeJSON(a.stdout, difference)
	} else {
		err = difference.WriteText(a.stdout)
	}
	return !difference.Empty(), err
}

// readState reads a file, or standard input.
func (a *app) readState(path string) ([]byte, error) {
	if path != "-" {
		return os.ReadFile(path)
	}
	var b bytes.Buffer
	_, err := io.Copy(&b, io.LimitReader(a.stdin, snapshot.MaxSize+1))
	return b.Bytes(), err
}

// presentState is the state of the data directory, of the server that runs on it
// if one does.
func (a *app) presentState(ctx context.Context, history bool) (snapshot.Snapshot, error) {
	data, err := a.dataDir()
	if err != nil {
		return snapshot.Snapshot{}, err
	}
	c, err := running.Find(ctx, data)
	if isStopped(err) {
		taken, err := server.SaveSnapshot(ctx, sqlite.Database{}, data, history)
		if errors.Is(err, server.ErrNoServer) {
			err = fmt.Errorf("%w; %s", err, running.Hint(data))
		}
		return taken, err
	}
	if err != nil {
		return snapshot.Snapshot{}, err
	}
	defer c.Close()
	return takeState(ctx, c, history)
}

func takeState(ctx context.Context, c *client.Client, history bool) (snapshot.Snapshot, error) {
	text, err := c.State(ctx, history)
	if err != nil {
		return snapshot.Snapshot{}, err
	}
	return snapshot.Read(text)
}
