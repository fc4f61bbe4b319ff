package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/server"
)

type envFlags struct {
	format  string
	machine machineFlags
}

func (a *app) env() *cobra.Command {
	var f envFlags
	c := &cobra.Command{
		Use:   "env",
		Short: "Print what programs need to use the server",
		Long: `Print what programs need to use the server of a data directory: its addresses,
the certificates to trust, and the administrator's credentials. The server need
not run.

With --vm or --vmss, print how to be that machine instead: what its programs
need to get its tokens. The server must run. --format json then gives the object

  {
    "machine":          resource id,
    "identityEndpoint": for the variables IDENTITY_ENDPOINT and
    "identityHeader":   IDENTITY_HEADER, which all SDKs read,
    "authorityHost":    for AZURE_POD_IDENTITY_AUTHORITY_HOST,
    "metadataProxy":    for http_proxy: http://169.254.169.254 is this machine's behind it
  }

Whoever knows the identity header is the machine: keep it secret.`,
		Example: `  eval "$(azimuth env)"
  azimuth env --format json | jq -r .resourceManager
  eval "$(azimuth env --vm app)"
  azimuth env --format powershell | Out-String | Invoke-Expression`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runEnv(c.Context(), &f) },
	}
	c.Flags().StringVar(&f.format, "format", "shell", "form of the output: json, shell, powershell or dotenv")
	f.machine.add(c.Flags())
	return c
}

func (a *app) runEnv(ctx context.Context, f *envFlags) error {
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	if f.machine.given() {
		return a.envMachine(ctx, data, f)
	}
	env, err := server.ReadEnvironment(data)
	if errors.Is(err, server.ErrNoServer) {
		return fmt.Errorf("%w; %s", err, running.Hint(data))
	}
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(a.stdout, env)
	}
	if err := environ.WriteBundle(env); err != nil {
		return err
	}
	return writeVars(a.stdout, f.format, environ.Administrator(env), nil)
}

func (a *app) envMachine(ctx context.Context, data string, f *envFlags) error {
	if err := f.machine.check(); err != nil {
		return err
	}
	c, err := running.Must(ctx, data)
	if err != nil {
		return err
	}
	defer c.Close()
	id, err := machine.Find(ctx, c, f.machine.Ref)
	if err != nil {
		return err
	}
	m, err := machine.Connect(ctx, c, id)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(a.stdout, m)
	}
	if err := environ.WriteBundle(c.Environment()); err != nil {
		return err
	}
	vars := append(m.Vars(), environ.Cloud(c.Environment())...)
	return writeVars(a.stdout, f.format, vars, without(environ.Foreign(), vars))
}

// without are the names that none of the variables has.
func without(names []string, vars []environ.Var) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(vars, func(v environ.Var) bool { return v.Name == name })
	})
}

func writeVars(w io.Writer, format string, vars []environ.Var, unset []string) error {
	text, err := environ.Write(format, vars, unset)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}
