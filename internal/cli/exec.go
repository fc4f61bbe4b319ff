package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

type execFlags struct {
	machine      machineFlags
	network      string
	protocol     string
	isolated     bool
	create       bool
	proxy        bool
	userAssigned []string
	roles        []string
	account      string
	life         time.Duration
	scope        string
	location     string
	// hostname is the machine's name for its programs, or "" for the host's.
	hostname string
	// vars are more variables for the program.
	vars []environ.Var
}

func (a *app) exec() *cobra.Command {
	var f execFlags
	c := &cobra.Command{
		Use:   "exec (--vm NAME | --vmss NAME --instance N) [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a program as a machine with a managed identity",
		Long: `Run a program, unmodified, as if it ran on a machine. On Linux it runs in
namespaces of its own, in which http://169.254.169.254 is that machine's metadata
service; it needs no privileges and loses those that it had. All else of the
network is the host's, its loopback addresses too, unless it is --isolated: then
it reaches nothing but Azimuth. When the program ends, so does all that it started.

Where the system makes no such namespaces, which it then says, and with --network
host, the program finds the machine's identity through its environment instead.

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
	c.Flags().SetInterspersed(false) // the flags of the command are its own
	f.add(c.Flags())
	return c
}

func (f *execFlags) add(flags *pflag.FlagSet) {
	f.machine.add(flags)
	flags.StringVar(&f.network, "network", "", "`whose` network it is: own (in namespaces, or not at all), host (the identity is found through the environment); default: own where that is possible")
	flags.StringVar(&f.protocol, "protocol", "", "`how` the program asks for tokens: imds, appservice, cloudshell or workload (by a token of a service account, as in AKS); default: imds in a network of its own, else appservice")
	flags.BoolVar(&f.isolated, "isolated", false, "let the program reach nothing but Azimuth; needs --network own")
	flags.BoolVar(&f.create, "create", false, "make the machine where it is not there")
	flags.BoolVar(&f.proxy, "proxy", false, "for programs that know only Azure's public hosts: stand in for these, and for the machine's http://169.254.169.254, as a proxy")
	flags.StringArrayVar(&f.userAssigned, "user-assigned", nil, "assign an identity: its `name` in the machine's group, where it is made if missing, or its id; may be repeated")
	flags.StringArrayVar(&f.roles, "role", nil, "give the machine's identities a `role`, by its name or GUID; may be repeated")
	flags.StringVar(&f.account, "service-account", "", "`namespace/name` of the service account of --protocol workload (default: the one that the identity trusts; with --create, default/ and the machine's name)")
	flags.DurationVar(&f.life, "token-lifetime", time.Hour, "`how long` a token of the service account is valid; it is renewed before")
	flags.StringVar(&f.scope, "scope", "", "`id` of where roles are given (default: the machine's resource group)")
	flags.StringVar(&f.location, "location", "westeurope", "`location` of what is made")
}

func (f *execFlags) check() error {
	if err := environ.CheckProtocol(f.protocol); err != nil {
		return err
	}
	if err := f.checkWorkload(); err != nil {
		return err
	}
	if f.proxy && (f.network == networkOwn || f.isolated) {
		return errors.New("--proxy is for the host's network: in its own a program finds Azure's public hosts without")
	}
	switch f.network {
	case networkAny, networkOwn:
	case networkHost:
		if f.isolated {
			return errors.New("--isolated is for a network of its own, and not for --network host")
		}
	default:
		return fmt.Errorf("there is no network %q: choose own or host", f.network)
	}
	return f.machine.check()
}

func (a *app) runExec(ctx context.Context, f *execFlags, args []string) error {
	if err := f.check(); err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: err}
	}
	data, err := a.dataDir()
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: err}
	}
	// The namespaces and the machine are prepared at the same time.
	opening := a.openGuest(f)
	c, stop, err := running.Ensure(ctx, server.Config{Data: data, Sources: resource.System()})
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: errors.Join(err, stop(), opening.close())}
	}
	m, err := a.prepare(ctx, c, f)
	e := &errand{flags: f, opening: opening, data: data, server: c.Environment(), machine: m, args: args}
	if err == nil && environ.Protocol(f.protocol) == environ.Workload {
		err = a.prepareWorkload(ctx, c, e)
	}
	if err == nil && f.network != networkHost {
		e.tokenPort, err = machine.TokenPort(ctx, c, m.ID)
	}
	c.Close()
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: errors.Join(err, stop(), opening.close())}
	}
	return errors.Join(a.runIn(ctx, e), stop())
}

// prepare brings the machine to what the flags say, and returns how to be it.
func (a *app) prepare(ctx context.Context, c *client.Client, f *execFlags) (m environ.Machine, err error) {
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
		return m, err
	}
	if err := maker.Assign(ctx, id, f.userAssigned); err != nil {
		return m, err
	}
	for _, role := range f.roles {
		if err := maker.Grant(ctx, id, role, f.scope); err != nil {
			return m, err
		}
	}
	if m, err = machine.Connect(ctx, c, id); err != nil {
		return m, err
	}
	return m, environ.Prepare(c.Environment())
}
