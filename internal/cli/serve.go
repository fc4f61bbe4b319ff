package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

func (a *app) serve() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the server until it is interrupted",
		Long: `Run the server in the foreground until it gets SIGINT or SIGTERM.

It prints the one line "ready" on standard output when it serves; its log goes
to standard error.

Each flag can also be an environment variable (--log-level: AZIMUTH_LOG_LEVEL)
or a member of the JSON file azimuth.json in the data directory (logLevel). A
flag wins over a variable, and a variable over the file.`,
		Example: `  azimuth serve
  azimuth serve --async azure
  AZIMUTH_STORE=memory azimuth serve --print-config`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runServe(c.Context(), c.Flags(), &f) },
	}
	f.add(c.Flags())
	return c
}

func (a *app) runServe(ctx context.Context, flags *pflag.FlagSet, f *serveFlags) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	origins, err := f.resolve(flags, data)
	if err != nil {
		return err
	}
	if f.print {
		return a.printConfig(data, origins)
	}
	config := f.config(data)
	if config.Log, err = newLog(a.stderr, f.values.LogFormat, f.values.LogLevel); err != nil {
		return err
	}
	if config.Clock, err = clock.Parse(f.values.Clock, time.Now); err != nil {
		return err
	}
	if v := f.values.Deterministic; v != "" {
		config.Sources.Draws = resource.NewDraws(v)
		config.Log.Warn("ids follow from a text that is no secret: this server is for tests only", "deterministic", v)
	}
	local, err := running.Start(ctx, config)
	if hosts, ok := errors.AsType[*ca.HostsError](err); ok {
		return fmt.Errorf("%w; reset it with: azimuth reset --certificates-only --data %s", hosts, environ.Quote(data))
	}
	if err != nil {
		return err
	}
	env := local.Environment
	config.Log.Info("serving", "resourceManager", env.ResourceManager, "metadata", env.Metadata, "data", data)
	if _, err := fmt.Fprintln(a.stdout, "ready"); err != nil {
		config.Log.Warn("nobody reads standard output", "error", err)
	}
	if err := local.Wait(); err != nil {
		return err
	}
	config.Log.Info("stopped")
	return nil
}

// config is the server's that the settings ask for.
func (f *serveFlags) config(data string) server.Config {
	v := f.values
	return server.Config{
		Data: data, Sources: resource.System(),
		HTTPS: v.HTTPS, Metadata: v.Metadata,
		AllowRemote: v.AllowRemote, Hosts: v.Hosts, MetadataMap: v.MetadataMap,
		Store: v.Store, AsyncAzure: v.Async == "azure", AzureLimits: v.Limits == "azure",
		StrictVersions: v.StrictVersions, MetadataLimits: v.MetadataLimits == "azure" || v.MetadataLimits == "same" && v.Limits == "azure", DenyOthers: v.ProxyDenyOthers,
		OwnIssuer: v.Issuer == "own", Audiences: v.Audiences, SingleUseAssertions: v.SingleUseAssertions,
		TemplateRoot: v.TemplateRoot, Seed: v.Seed, KeepUnknown: v.UnknownTypes == "store",
		FederationIssuers: v.FederationIssuers, FederationPrivateHosts: v.FederationPrivateHosts,
	}
}
