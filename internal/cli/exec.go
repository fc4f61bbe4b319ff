package cli

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

type execFlags struct {
	machine      machineFlags
	create       bool
	proxy        bool
	userAssigned []string
	roles        []string
	scope        string
	location     string
}

func (a *app) exec() *cobra.Command {
	var f execFlags
	c := &cobra.Command{
		Use:   "exec (--vm NAME | --vmss NAME --instance N) [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a program as a machine with a managed identity",
		Long: `Run a program, unmodified, as if it ran on a machine: its SDK finds that
machine's managed identity through the environment, and gets its tokens.

With --create the machine is made where it is not there, and with it what it
needs; what is there is used as it is. Where no server runs on the data
directory, one runs for as long as the program does.

The program's exit status is passed on (128 and the number for a signal); 125
means that it could not be prepared, 126 that it could not be run, 127 that it
was not found.`,
		Example: `  azimuth exec --vm app --create -- ./program
  azimuth exec --vm app --create --role Reader -- python3 app.py
  azimuth exec --vmss web --instance 1 --create --user-assigned ID1 -- node app.js`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.runExec(c.Context(), &f, args) },
	}
	flags := c.Flags()
	flags.SetInterspersed(false) // the flags of the command are its own
	f.machine.add(flags)
	flags.BoolVar(&f.create, "create", false, "make the machine where it is not there")
	flags.BoolVar(&f.proxy, "proxy", false, "for programs that know only Azure's public hosts: stand in for these, and for the machine's http://169.254.169.254, as a proxy")
	flags.StringArrayVar(&f.userAssigned, "user-assigned", nil, "assign an identity: its `name` in the machine's group, where it is made if missing, or its id; may be repeated")
	flags.StringArrayVar(&f.roles, "role", nil, "give the machine's identities a `role`, by its name or GUID; may be repeated")
	flags.StringVar(&f.scope, "scope", "", "`id` of where roles are given (default: the machine's resource group)")
	flags.StringVar(&f.location, "location", "westeurope", "`location` of what is made")
	return c
}

// statusUnprepared is the exit status where the program was not reached, as of
// other programs that run programs (docker run, chroot).
const statusUnprepared = 125

func (a *app) runExec(ctx context.Context, f *execFlags, args []string) error {
	if err := f.machine.check(); err != nil {
		return &ExitError{Status: statusUnprepared, Err: err}
	}
	data, err := a.dataDir()
	if err != nil {
		return &ExitError{Status: statusUnprepared, Err: err}
	}
	c, stop, err := running.Ensure(ctx, server.Config{Data: data, Sources: resource.System()})
	if err != nil {
		return &ExitError{Status: statusUnprepared, Err: errors.Join(err, stop())}
	}
	vars, err := a.prepare(ctx, c, f)
	c.Close()
	if err != nil {
		return &ExitError{Status: statusUnprepared, Err: errors.Join(err, stop())}
	}
	err = runChild(ctx, args, environ.Child(os.Environ(), vars), a.stdin, a.stdout, a.stderr)
	return errors.Join(err, stop())
}

// prepare brings the machine to what the flags say, and returns what its
// programs need.
func (a *app) prepare(ctx context.Context, c *client.Client, f *execFlags) ([]environ.Var, error) {
	con := console.New(a.stderr)
	stop := con.Spin("preparing the machine")
	defer stop()
	maker := machine.Maker{Client: c, Sources: resource.System(), Location: f.location, Done: func(what string) {
		stop()
		con.Done(what)
	}}
	find := func(ctx context.Context, r machine.Ref) (string, error) { return machine.Find(ctx, c, r) }
	if f.create {
		find = maker.Create
	}
	id, err := find(ctx, f.machine.Ref)
	if err != nil {
		return nil, err
	}
	if err := maker.Assign(ctx, id, f.userAssigned); err != nil {
		return nil, err
	}
	for _, role := range f.roles {
		if err := maker.Grant(ctx, id, role, f.scope); err != nil {
			return nil, err
		}
	}
	m, err := machine.Connect(ctx, c, id)
	if err != nil {
		return nil, err
	}
	way := environ.ByAddress
	if f.proxy {
		way = environ.ByProxy
	}
	return m.Environment(c.Environment(), way), environ.Prepare(c.Environment())
}
