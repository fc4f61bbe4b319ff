package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

type serveFlags struct {
	config server.Config
	issuer string
	log    logFlags
}

func (a *app) serve() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the server until it is interrupted",
		Long: `Run the server in the foreground until it gets SIGINT or SIGTERM.

It prints the one line "ready" on standard output when it serves; its log goes
to standard error.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runServe(c.Context(), f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.config.HTTPS, "https", server.DefaultHTTPS, "`address` of Resource Manager and the token service; port 0 takes a free one")
	flags.StringVar(&f.config.Metadata, "metadata", server.DefaultMetadata, "`address` of the metadata service; port 0 takes a free one")
	flags.StringVar(&f.config.Store, "store", "sqlite", "where resources are kept: sqlite, or memory for as long as the server runs")
	flags.BoolVar(&f.config.AllowRemote, "allow-remote", false, "allow addresses that other machines can reach")
	flags.StringArrayVar(&f.config.Hosts, "host", nil, "`name` under which clients reach the server; may be repeated")
	flags.BoolVar(&f.config.StrictVersions, "strict-versions", false, "accept only api-versions that Azure published")
	flags.StringVar(&f.issuer, "issuer", "microsoft", "issuer in tokens: microsoft, or own for the server's address")
	flags.StringArrayVar(&f.config.Audiences, "audience", nil, "`URI` of a further resource that tokens are issued for; may be repeated")
	f.log.add(flags)
	return c
}

func (a *app) runServe(ctx context.Context, f serveFlags) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch f.issuer {
	case "microsoft":
	case "own":
		f.config.OwnIssuer = true
	default:
		return fmt.Errorf("there is no issuer %q: choose microsoft or own", f.issuer)
	}
	log, err := f.log.logger(a.stderr)
	if err != nil {
		return err
	}
	if f.config.Data, err = a.dataDir(); err != nil {
		return err
	}
	f.config.Log, f.config.Sources = log, resource.System()
	local, err := running.Start(ctx, f.config)
	if err != nil {
		return err
	}
	env := local.Environment
	log.Info("serving", "resourceManager", env.ResourceManager, "metadata", env.Metadata, "data", f.config.Data)
	if _, err := fmt.Fprintln(a.stdout, "ready"); err != nil {
		log.Warn("nobody reads standard output", "error", err)
	}
	if err := local.Wait(); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}
