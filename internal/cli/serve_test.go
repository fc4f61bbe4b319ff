package cli_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azimuthid/azimuth/internal/cli"
	"github.com/azimuthid/azimuth/internal/cli/settings"
	"github.com/azimuthid/azimuth/internal/server"
)

// Every setting reaches the server but the log's and the clock's, of which serve
// makes what it needs.
func TestServerConfig(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		values settings.Values
		want   server.Config
	}{
		{"the defaults", settings.Values{Store: "sqlite", Async: "at-once", Issuer: "microsoft"}, server.Config{Data: "/d", Store: "sqlite"}},
		{
			"everything else",
			settings.Values{
				HTTPS: "a:1", Metadata: "b:2", Store: "memory", Async: "azure", Issuer: "own",
				Audiences: []string{"api://a"}, Hosts: []string{"a.lan"}, AllowRemote: true, StrictVersions: true,
				FederationIssuers: []string{"https://i"}, FederationPrivateHosts: []string{"i.lan"}, SingleUseAssertions: true,
				UnknownTypes: "store", TemplateRoot: "/t",
			},
			server.Config{
				Data: "/d", HTTPS: "a:1", Metadata: "b:2", Store: "memory", AsyncAzure: true, OwnIssuer: true,
				Audiences: []string{"api://a"}, Hosts: []string{"a.lan"}, AllowRemote: true, StrictVersions: true,
				FederationIssuers: []string{"https://i"}, FederationPrivateHosts: []string{"i.lan"}, SingleUseAssertions: true,
				KeepUnknown: true, TemplateRoot: "/t",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, cli.ServerConfig("/d", c.values), cmpopts.IgnoreFields(server.Config{}, "Sources")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
