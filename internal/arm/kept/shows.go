package kept

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
)

// shows are what the types show beside what was sent, by their kinds.
var shows = map[string]func(ctx context.Context, w *arm.Write, name string) error{
	"microsoft.storage/storageaccounts":        storageAccount,
	"microsoft.keyvault/vaults":                text("vaultUri", "https://{name}.vault.azure.net/"),
	"microsoft.containerregistry/registries":   text("loginServer", "{name}.azurecr.io"),
	"microsoft.operationalinsights/workspaces": workspace,
	"microsoft.network/trafficmanagerprofiles": trafficManager,
	"microsoft.network/dnszones":               zone,
	"microsoft.network/azurefirewalls":         firewall,
	"microsoft.network/virtualnetworkgateways": gateway,
	"microsoft.network/bastionhosts":           bastion,
}

// Complete adds to a resource what its type shows beside what was sent.
func Complete(ctx context.Context, w *arm.Write) error {
	if show := shows[w.Type.Kind()]; show != nil {
		return show(ctx, w, strings.ToLower(w.ID.Name()))
	}
	return nil
}

func text(member, form string) func(context.Context, *arm.Write, string) error {
	return func(_ context.Context, w *arm.Write, name string) error {
		document.Set(w.Properties, member, strings.ReplaceAll(form, "{name}", name))
		return nil
	}
}

func storageAccount(_ context.Context, w *arm.Write, name string) error {
	endpoints := make(map[string]any)
	for _, service := range []string{"blob", "dfs", "file", "queue", "table"} {
		endpoints[service] = "https://" + name + "." + service + ".core.windows.net/"
	}
	w.Properties["primaryEndpoints"], w.Properties["primaryLocation"] = endpoints, w.Record.Location
	return nil
}

// workspace gives a workspace the id that it keeps.
func workspace(_ context.Context, w *arm.Write, _ string) error {
	id := document.String(w.OldProperties, "customerId")
	if id == "" {
		id = w.Engine().Sources.For("customerId", w.ID.Key()).NewGUID()
	}
	w.Properties["customerId"] = id
	return nil
}

// bastion gives a bastion host the name that it keeps.
func bastion(_ context.Context, w *arm.Write, _ string) error {
	name := document.String(w.OldProperties, "dnsName")
	if name == "" {
		name = "bst-" + w.Engine().Sources.For("dnsName", w.ID.Key()).NewGUID() + ".bastion.azure.com"
	}
	w.Properties["dnsName"] = name
	return nil
}

func trafficManager(_ context.Context, w *arm.Write, _ string) error {
	if label := document.String(w.Properties, "dnsConfig.relativeName"); label != "" {
		document.Set(w.Properties, "dnsConfig.fqdn", strings.ToLower(label)+".trafficmanager.net")
	}
	return nil
}

// zone names servers of the form that Azure's have; nobody answers there for it.
func zone(_ context.Context, w *arm.Write, _ string) error {
	servers := []any{"ns1-01.azure-dns.com.", "ns2-01.azure-dns.net.", "ns3-01.azure-dns.org.", "ns4-01.azure-dns.info."}
	w.Properties["nameServers"] = servers
	return nil
}
