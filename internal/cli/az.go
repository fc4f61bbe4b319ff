package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/azprofile"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

type azFlags struct{ proxy, cloud bool }

func (a *app) az() *cobra.Command {
	var f azFlags
	c := &cobra.Command{
		Use:   "az [--proxy | --cloud] -- [ARGUMENT...]",
		Short: "Run the Azure CLI against the server",
		Long: `Run the Azure CLI, as it is installed, against the server, signed in as the
administrator. It has a profile of its own in the data directory: yours, and
where you are signed in to, stay as they are.

With --proxy, the default, az believes to be in the public cloud, for which the
server stands in. With --cloud, it knows the server as a cloud of its own.

Where no server runs on the data directory, one runs for as long as az does. The
exit status is az's (128 and the number for a signal); 125 means that az could
not be prepared, 127 that it is not installed.`,
		Example: `  azimuth az -- group create --name myResourceGroup --location westus
  azimuth az -- vm identity show --resource-group myResourceGroup --name myVM
  azimuth az --cloud -- account show`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return a.runAz(c.Context(), f, args) },
	}
	flags := c.Flags()
	flags.SetInterspersed(false) // az's flags are its own
	flags.BoolVar(&f.proxy, "proxy", false, "let az find the server under Azure's public names (the default)")
	flags.BoolVar(&f.cloud, "cloud", false, "let az find the server as a cloud of its own")
	c.MarkFlagsMutuallyExclusive("proxy", "cloud")
	return c
}

var errNoAz = errors.New("az, the Azure CLI, is not installed or not in PATH; https://learn.microsoft.com/cli/azure/install-azure-cli says how to install it")

func (a *app) runAz(ctx context.Context, f azFlags, args []string) error {
	program, err := exec.LookPath("az")
	if err != nil {
		return &ExitError{Status: wire.StatusNotFound, Err: errNoAz}
	}
	data, err := a.dataDir()
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: err}
	}
	c, stop, err := running.Ensure(ctx, server.Config{Data: data, Sources: resource.System()})
	if err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: errors.Join(err, stop())}
	}
	profile := azprofile.Profile{Az: program, Environment: c.Environment(), Way: environ.ByProxy}
	c.Close()
	if f.cloud {
		profile.Way = environ.ByAddress
	}
	if err := a.signAzIn(ctx, profile); err != nil {
		return &ExitError{Status: wire.StatusUnprepared, Err: errors.Join(err, stop())}
	}
	err = runChild(ctx, append([]string{program}, args...), profile.Child(os.Environ()), a.stdin, a.stdout, a.stderr)
	return errors.Join(err, stop())
}

// signAzIn signs the profile in, unless it is.
func (a *app) signAzIn(ctx context.Context, p azprofile.Profile) error {
	if err := environ.Prepare(p.Environment); err != nil {
		return err
	}
	if done, err := p.SignedIn(); done || err != nil {
		return err
	}
	stop := console.New(a.stderr).Spin("signing az in")
	defer stop()
	return p.SignIn(ctx)
}
