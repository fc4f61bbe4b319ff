package kept

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// shows are what the types show beside what was sent, by their kinds.
var shows = map[string]func(ctx context.Context, w *arm.Write, name string) error{
	"microsoft.storage/storageaccounts":            storageAccount,
	"microsoft.keyvault/vaults":                    text("vaultUri", "https://{name}.vault.azure.net/"),
	"microsoft.containerregistry/registries":       text("loginServer", "{name}.azurecr.io"),
	"microsoft.operationalinsights/workspaces":     workspace,
	"microsoft.network/trafficmanagerprofiles":     trafficManager,
	"microsoft.network/dnszones":                   zone,
	"microsoft.network/azurefirewalls":             firewall,
	"microsoft.network/bastionhosts":               bastion,
	"microsoft.compute/virtualmachines/extensions": extension,
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
		id = w.Engine().Sources.NewGUID()
	}
	w.Properties["customerId"] = id
	return nil
}

// bastion gives a bastion host the name that it keeps.
func bastion(_ context.Context, w *arm.Write, _ string) error {
	name := document.String(w.OldProperties, "dnsName")
	if name == "" {
		name = "bst-" + w.Engine().Sources.NewGUID() + ".bastion.azure.com"
	}
	w.Properties["dnsName"] = name
	return nil
}

// extension says that an extension was installed, and that nothing came of it.
func extension(_ context.Context, w *arm.Write, _ string) error {
	state := func(code string) any {
		return map[string]any{"code": code, "level": "Info", "displayStatus": "Provisioning succeeded", "message": ""}
	}
	w.Properties["instanceView"] = map[string]any{
		"name": w.ID.Name(), "type": document.String(w.Properties, "type"), "typeHandlerVersion": document.String(w.Properties, "typeHandlerVersion"),
		"statuses":    []any{state("ProvisioningState/succeeded")},
		"substatuses": []any{state("ComponentStatus/StdOut/succeeded"), state("ComponentStatus/StdErr/succeeded")},
	}
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

// reserved is how many addresses at a subnet's beginning are Azure's own; a
// firewall has the next one.
const reserved = 4

// firewall gives a firewall its address in the subnet that its first
// configuration names.
func firewall(ctx context.Context, w *arm.Write, _ string) error {
	configurations := document.Array(w.Properties, "ipConfigurations")
	if len(configurations) == 0 {
		return nil
	}
	first, _ := configurations[0].(map[string]any)
	id, err := resource.ParseID(document.String(first, "properties.subnet.id"))
	if err != nil {
		return nil //nolint:nilerr // what names no subnet is kept as it is
	}
	subnet, err := w.Unit.Record(ctx, id)
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	properties, err := document.Read(subnet.Properties)
	if err != nil {
		return err
	}
	prefix := document.String(properties, "addressPrefix")
	if prefixes := document.Array(properties, "addressPrefixes"); prefix == "" && len(prefixes) > 0 {
		prefix, _ = prefixes[0].(string)
	}
	network, err := netip.ParsePrefix(prefix)
	if err != nil {
		return nil //nolint:nilerr // a subnet without a range gives no address
	}
	address := network.Masked().Addr()
	for range reserved {
		address = address.Next()
	}
	document.Set(first, "properties.privateIPAddress", address.String())
	return nil
}
