package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

type resetFlags struct{ yes, certificatesOnly bool }

func (a *app) reset() *cobra.Command {
	var f resetFlags
	c := &cobra.Command{
		Use:   "reset",
		Short: "Take away what a server keeps in its data directory",
		Long: `Take away everything that a server keeps in its data directory: the database,
the keys, the administrator and the certificate authority. The next server
starts afresh. Files that are yours stay, azimuth.json among them.

A server that runs is taken back to its beginning and goes on: everything goes
but the tenant, its subscription, the administrator and the keys, so that its
clients find it as they knew it. Its seed, if it has one, is applied again.

With --certificates-only, only the certificate authority goes, and the next
server makes another: for a new --host, say, for which the old one may not
vouch. Its root must then be trusted wherever the old one's was. Where the old
one is in the system's store, take it out first: azimuth trust --uninstall. The
server must not run then.

reset asks first; --yes says so beforehand.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runReset(c.Context(), f) },
	}
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&f.certificatesOnly, "certificates-only", false, "take only the certificate authority away")
	return c
}

func (a *app) runReset(ctx context.Context, f resetFlags) error {
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	con := console.New(a.stdout)
	if there, err := server.HasData(data); err != nil {
		return err
	} else if !there {
		con.Done(data + " has nothing of a server")
		return nil
	}
	if c, err := running.Find(ctx, data); err == nil {
		defer c.Close()
		if f.certificatesOnly { // a memory store takes no lock, but uses the files
			return fmt.Errorf("%w: %s; stop it first", sqlite.ErrServed, data)
		}
		return a.resetRunning(ctx, c, data, f.yes)
	}
	what := "everything that a server keeps"
	if f.certificatesOnly {
		what = "the certificate authority"
	}
	if err := a.confirm(f.yes, fmt.Sprintf("Take away %s in %s?", what, data)); err != nil {
		return err
	}
	if f.certificatesOnly {
		err = server.ResetCertificates(ctx, sqlite.Database{}, data)
	} else {
		err = server.Reset(sqlite.Database{}, data)
	}
	if err != nil {
		return err
	}
	con.Done("took away " + what + " in " + data)
	return nil
}

// resetRunning takes a server that runs back to its beginning.
func (a *app) resetRunning(ctx context.Context, c *client.Client, data string, yes bool) error {
	if err := a.confirm(yes, fmt.Sprintf("Take the server of %s back to its beginning?", data)); err != nil {
		return err
	}
	if err := c.ResetState(ctx); err != nil {
		return err
	}
	console.New(a.stdout).Done("took the server of " + data + " back to its beginning")
	return nil
}

// confirm asks the user unless the answer is yes already. All but a yes is an error.
func (a *app) confirm(yes bool, question string) error {
	if yes {
		return nil
	}
	agreed, err := console.Confirm(a.stdin, a.stderr, question)
	if errors.Is(err, console.ErrNoTerminal) {
		return fmt.Errorf("nobody can be asked, since %w: say --yes", err)
	}
	if err == nil && !agreed {
		return errors.New("nothing was done")
	}
	return err
}
