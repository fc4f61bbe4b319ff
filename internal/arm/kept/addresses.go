package kept

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
)

// addresses are what the types show, by their kinds.
var addresses = map[string]func(name string, w *arm.Write){
	"microsoft.storage/storageaccounts": func(name string, w *arm.Write) {
		endpoints := make(map[string]any)
		for _, service := range []string{"blob", "dfs", "file", "queue", "table"} {
			endpoints[service] = "https://" + name + "." + service + ".core.windows.net/"
		}
		w.Properties["primaryEndpoints"], w.Properties["primaryLocation"] = endpoints, w.Record.Location
	},
	"microsoft.keyvault/vaults": func(name string, w *arm.Write) {
		document.Default(w.Properties, "vaultUri", "https://"+name+".vault.azure.net/")
	},
	"microsoft.containerregistry/registries": func(name string, w *arm.Write) {
		w.Properties["loginServer"] = name + ".azurecr.io"
	},
	"microsoft.network/trafficmanagerprofiles": func(_ string, w *arm.Write) {
		if label := document.String(w.Properties, "dnsConfig.relativeName"); label != "" {
			document.Set(w.Properties, "dnsConfig.fqdn", strings.ToLower(label)+".trafficmanager.net")
		}
	},
}

// Complete adds to a resource what its type shows beside what was sent.
func Complete(w *arm.Write) {
	if add := addresses[w.Type.Kind()]; add != nil {
		add(strings.ToLower(w.ID.Name()), w)
	}
}
