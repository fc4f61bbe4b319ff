package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/cli/trust"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

type trustFlags struct {
	out, password, format   string
	install, uninstall, yes bool
}

func (a *app) trust() *cobra.Command {
	var f trustFlags
	c := &cobra.Command{
		Use:   "trust",
		Short: "Make programs trust the server's certificates",
		Long: `Write the root of the server's certificate authority in the forms that programs
take, and print what each runtime must be told:

  ca.pem      the root alone
  bundle.pem  the system's roots and it
  ca.p12      a PKCS #12 trust store with it, for Java

The system's own store is left alone unless --install says otherwise. The root
can vouch for nothing but this machine, Azure's hosts that the server stands in
for, and the server's own --host names; still, whoever has the data directory
can then pass for these to every program here. Among them is the host where
people sign in to the real Azure: do not install the root where anybody does.
--uninstall takes it out again.`,
		Example: `  azimuth trust
  azimuth trust --format json | jq -r .trustStore
  sudo azimuth trust --install --data ~/.local/share/azimuth`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runTrust(c.Context(), f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.out, "out", "", "`directory` for the files (default: the data directory)")
	flags.StringVar(&f.password, "password", trust.DefaultPassword, "password of the trust store")
	flags.StringVar(&f.format, "format", "text", "form of the output: text or json")
	flags.BoolVar(&f.install, "install", false, "put the root into the system's store")
	flags.BoolVar(&f.uninstall, "uninstall", false, "take the root out of the system's store")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before the system's store is changed")
	c.MarkFlagsMutuallyExclusive("install", "uninstall")
	return c
}

func (a *app) runTrust(ctx context.Context, f trustFlags) error {
	if f.format != "text" && f.format != "json" {
		return noFormat(f.format)
	}
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	file, root, err := readRoot(data)
	if err != nil {
		return err
	}
	switch {
	case f.install:
		return a.installRoot(ctx, f.yes, file, root)
	case f.uninstall:
		return a.uninstallRoot(ctx, f.yes, file, root)
	}
	if f.out == "" {
		f.out = data
	}
	out, err := filepath.Abs(f.out)
	if err != nil {
		return err
	}
	files, err := trust.Write(out, root, f.password, ca.SystemRoots(), resource.System())
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(a.stdout, struct {
			trust.Files
			Runtimes []trust.Runtime `json:"runtimes"`
		}{files, trust.Runtimes(files)})
	}
	return tellRuntimes(a.stdout, files)
}

// readRoot reads the root of the server of a data directory.
func readRoot(data string) (file string, root []byte, err error) {
	env, err := server.ReadEnvironment(data)
	if errors.Is(err, server.ErrNoServer) {
		return "", nil, fmt.Errorf("%w; %s", err, running.Hint(data))
	}
	if err != nil {
		return "", nil, err
	}
	root, err = os.ReadFile(env.CAFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, fmt.Errorf("the server's certificates were reset and the new ones are not made yet; %s", running.Hint(data))
	}
	return env.CAFile, root, err
}

func tellRuntimes(w io.Writer, f trust.Files) error {
	con := console.New(w)
	con.Done("the root:                 " + f.CA)
	con.Done("with the system's roots:  " + f.Bundle)
	con.Done("as a trust store:         " + f.Store + " (password " + f.Password + ")")
	for _, r := range trust.Runtimes(f) {
		con.Linef("\n%s", con.Paint(console.Bold, r.Name))
		for _, name := range slices.Sorted(maps.Keys(r.Variables)) {
			con.Linef("  %s=%s", name, environ.Quote(r.Variables[name]))
		}
		if r.Option != "" {
			con.Linef("  or: %s", r.Option)
		}
		if r.Note != "" {
			con.Linef("  %s", con.Paint(console.Dim, "("+r.Note+")"))
		}
	}
	con.Linef("\nazimuth env sets the variables of Go, Node.js, Python, curl and .NET.")
	return nil
}
