package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/server"
)

type envFlags struct {
	format  string
	proxy   bool
	github  bool
	machine machineFlags
}

func (f *envFlags) way() environ.Way {
	if f.proxy {
		return environ.ByProxy
	}
	return environ.ByAddress
}

// unset are the variables that would lead programs behind the proxy elsewhere.
func (f *envFlags) unset() []string {
	if f.proxy {
		return []string{"AZURE_AUTHORITY_HOST", "ARM_CLOUD_METADATA_URL"}
	}
	return nil
}

func (a *app) env() *cobra.Command {
	var f envFlags
	c := &cobra.Command{
		Use:   "env",
		Short: "Print what programs need to use the server",
		Long: `Print what programs need to use the server of a data directory: its addresses,
the certificates to trust, and the administrator's credentials. The server need
not run.

Programs that can be told another cloud's addresses need nothing else. For those
that cannot, --proxy prints variables by which Azure's public hosts, such as
management.azure.com, are this server, and no others.

With --vm or --vmss, print how to be that machine instead: what its programs
need to get its tokens. The server must run. --format json then gives the object

  {
    "machine":          resource id,
    "identityEndpoint": for the variables IDENTITY_ENDPOINT and
    "identityHeader":   IDENTITY_HEADER, which all SDKs read,
    "authorityHost":    for AZURE_POD_IDENTITY_AUTHORITY_HOST,
    "metadataProxy":    for http_proxy: http://169.254.169.254 is this machine's behind it
  }

With --github, the variables go into the file that GITHUB_ENV names, and so to
the later steps of a job of GitHub Actions; all that is printed are the commands
that hide the secrets in its log.

Whoever knows the identity header is the machine: keep it secret.`,
		Example: `  eval "$(azimuth env)"
  eval "$(azimuth env --proxy)"
  azimuth env --format json | jq -r .resourceManager
  eval "$(azimuth env --vm app)"
  azimuth env --github
  azimuth env --format powershell | Out-String | Invoke-Expression`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runEnv(c.Context(), &f) },
	}
	c.Flags().StringVar(&f.format, "format", "shell", "form of the output: json, shell, powershell, dotenv or github")
	c.Flags().BoolVar(&f.github, "github", false, "the same as --format github: for the later steps of a job of GitHub Actions")
	c.Flags().BoolVar(&f.proxy, "proxy", false, "for programs that know only Azure's public hosts: stand in for these as a proxy")
	f.machine.add(c.Flags())
	return c
}

func (a *app) runEnv(ctx context.Context, f *envFlags) error {
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	if f.github {
		f.format = "github"
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
	if err := environ.Prepare(env); err != nil {
		return err
	}
	if err := a.writeVars(f.format, environ.Administrator(env, f.way()), f.unset()); err != nil || f.proxy || f.format != "shell" {
		return err
	}
	return tellOtherWay(a.stdout, env)
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
	if err := environ.Prepare(c.Environment()); err != nil {
		return err
	}
	vars := m.Environment(c.Environment(), f.way(), environ.AnyProtocol)
	return a.writeVars(f.format, vars, without(environ.Foreign(), vars))
}

// tellOtherWay says, in comments that a shell passes over, how programs are
// served that cannot be told another cloud's addresses.
func tellOtherWay(w io.Writer, env server.Environment) error {
	text, err := environ.Write("shell", environ.Public(env, env.Proxy), nil)
	if err != nil {
		return err
	}
	said := "\n# The other way, for programs that know only Azure's public hosts: a proxy that stands\n" +
		"# in for these. 'azimuth env --proxy' prints it, and 'azimuth az -- ...' runs az so.\n"
	for line := range strings.Lines(text) {
		said += "#   " + line
	}
	_, err = io.WriteString(w, said)
	return err
}

// without are the names that none of the variables has.
func without(names []string, vars []environ.Var) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(vars, func(v environ.Var) bool { return v.Name == name })
	})
}

func (a *app) writeVars(format string, vars []environ.Var, unset []string) error {
	if format == "github" {
		return a.writeGitHub(vars)
	}
	text, err := environ.Write(format, vars, unset)
	if err != nil {
		return err
	}
	_, err = io.WriteString(a.stdout, text)
	return err
}
