package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/demo"
	"github.com/azimuthid/azimuth/internal/cli/demo/steps"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

func (a *app) demo() *cobra.Command {
	var program string
	c := &cobra.Command{
		Use:   "demo",
		Short: "See in a few seconds what Azimuth does",
		Long: `Start a server, switch on a scale set's identities, get tokens inside its
instances, and see what they are worth before and after roles are given and the
identity is removed. Every step is done by a client in a process of its own and
checked; nothing is left behind unless --data is given.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runDemo(c.Context(), program) },
	}
	c.Flags().StringVar(&program, "client", "", "`program` that does the steps (default: the built-in client)")
	step := &cobra.Command{
		Use:    "step NAME",
		Short:  "Do one step of the demo",
		Hidden: true,
		Args:   checked(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			result, err := steps.Run(c.Context(), args[0], os.Getenv, resource.System())
			if err != nil {
				return err
			}
			return writeJSON(a.stdout, result)
		},
	}
	c.AddCommand(step)
	return c
}

func (a *app) runDemo(ctx context.Context, program string) (err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	data, remove, err := a.demoData()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	local, err := running.Start(ctx, server.Config{Data: data, HTTPS: anyPort, Metadata: anyPort, Sources: resource.System()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, local.Stop()) }()
	if err := environ.Prepare(local.Environment); err != nil {
		return err
	}
	return a.tell(ctx, local.Environment, program)
}

const anyPort = "127.0.0.1:0"

// demoData is the directory for the demo's data; remove deletes one that is temporary.
func (a *app) demoData() (dir string, remove func() error, err error) {
	if a.data != "" {
		dir, err = a.dataDir()
		return dir, func() error { return nil }, err
	}
	dir, err = os.MkdirTemp("", "azimuth-demo-*")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

func (a *app) tell(ctx context.Context, env server.Environment, program string) error {
	c, err := client.New(env)
	if err != nil {
		return err
	}
	defer c.Close()
	doer := []string{program}
	if program == "" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		doer = []string{self, "demo", "step"}
	}
	con := console.New(a.stdout)
	con.Linef("%s", con.Paint(console.Bold, "Managed identities, from the switch to the answer"))
	con.Linef("A server runs on %s, with its database in %s.", env.ResourceManager, filepath.Dir(env.CAFile))
	teller := demo.Teller{
		Environment: env, Client: doer, Console: con,
		Connect: func(ctx context.Context, scaleSet string, instance int) (environ.Machine, error) {
			return machine.Connect(ctx, c, fmt.Sprintf("%s/virtualMachines/%d", scaleSet, instance))
		},
	}
	if err := teller.Tell(ctx); err != nil {
		return err
	}
	a.next(con)
	return nil
}

// next says what to try after the demo.
func (a *app) next(con *console.Console) {
	con.Linef("")
	con.Linef("%s", con.Paint(console.Bold, "That was all of it. Next, with your own program:"))
	for _, line := range []string{
		"azimuth exec --vm app --create --role Reader -- ./your-program",
		"azimuth serve",
		`eval "$(azimuth env)"`,
	} {
		con.Linef("  %s", con.Paint(console.Cyan, line))
	}
}
