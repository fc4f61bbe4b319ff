package catalogue

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// handlerImage is a published handler of extensions.
type handlerImage struct {
	publisher, kind string
	system          string   // Linux or windows
	versions        []string // oldest first
}

// handlerImages is the catalogue: the handlers that Microsoft's articles and the
// public quickstart templates name. A machine may have any other one too.
var handlerImages = []handlerImage{
	{"Microsoft.ManagedIdentity", "ManagedIdentityExtensionForLinux", Linux, []string{"1.0.0.11"}},
	{"Microsoft.ManagedIdentity", "ManagedIdentityExtensionForWindows", Windows, []string{"1.0.0.12"}},
	{"Microsoft.Azure.Extensions", "CustomScript", Linux, []string{"2.0.7", "2.1.10"}},
	{"Microsoft.OSTCExtensions", "CustomScriptForLinux", Linux, []string{"1.5.5"}},
	{"Microsoft.OSTCExtensions", "VMAccessForLinux", Linux, []string{"1.5.11"}},
	{"Microsoft.Compute", "CustomScriptExtension", Windows, []string{"1.10.15"}},
	{"Microsoft.Compute", "BGInfo", Windows, []string{"2.1", "2.2.5"}},
	{"Microsoft.Compute", "VMAccessAgent", Windows, []string{"2.4.8"}},
	{"Microsoft.Compute", "JsonADDomainExtension", Windows, []string{"1.3.12"}},
	{"Microsoft.Powershell", "DSC", Windows, []string{"2.77.0.0", "2.83.5"}},
	{"Microsoft.Azure.Security", "IaaSAntimalware", Windows, []string{"1.5.5.9"}},
	{"Microsoft.Azure.Security", "AzureDiskEncryption", Windows, []string{"1.1.0.4", "2.2.0.49"}},
	{"Microsoft.Azure.Security", "AzureDiskEncryptionForLinux", Linux, []string{"0.1.0.999321", "1.1.0.51"}},
	{"Microsoft.Azure.Security.LinuxAttestation", "GuestAttestation", Linux, []string{"1.0.165.0"}},
	{"Microsoft.Azure.Security.WindowsAttestation", "GuestAttestation", Windows, []string{"1.0.4.15"}},
	{"Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", Linux, []string{"1.33.1"}},
	{"Microsoft.Azure.Monitor", "AzureMonitorWindowsAgent", Windows, []string{"1.31.0.0"}},
	{"Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentLinux", Linux, []string{"9.10.18.4770"}},
	{"Microsoft.Azure.Monitoring.DependencyAgent", "DependencyAgentWindows", Windows, []string{"9.10.18.4770"}},
	{"Microsoft.Azure.Diagnostics", "IaaSDiagnostics", Windows, []string{"1.22.0.1"}},
	{"Microsoft.Azure.Diagnostics", "LinuxDiagnostic", Linux, []string{"3.0.143", "4.0.66"}},
	{"Microsoft.EnterpriseCloud.Monitoring", "MicrosoftMonitoringAgent", Windows, []string{"1.0.18076.0"}},
	{"Microsoft.EnterpriseCloud.Monitoring", "OmsAgentForLinux", Linux, []string{"1.19.0"}},
	{"Microsoft.Azure.ActiveDirectory", "AADLoginForWindows", Windows, []string{"2.2.0.0"}},
	{"Microsoft.Azure.ActiveDirectory", "AADSSHLoginForLinux", Linux, []string{"1.0.2781.1"}},
	{"Microsoft.Azure.KeyVault", "KeyVaultForLinux", Linux, []string{"3.0.1"}},
	{"Microsoft.Azure.KeyVault", "KeyVaultForWindows", Windows, []string{"3.5.0"}},
	{"Microsoft.ManagedServices", "ApplicationHealthLinux", Linux, []string{"1.0.6", "2.0.15"}},
	{"Microsoft.ManagedServices", "ApplicationHealthWindows", Windows, []string{"1.0.5", "2.0.14"}},
	{"Microsoft.GuestConfiguration", "ConfigurationForLinux", Linux, []string{"1.26.79"}},
	{"Microsoft.GuestConfiguration", "ConfigurationforWindows", Windows, []string{"1.29.80.0"}},
}

// HandlerVersion is which version of a handler a machine gets that asks for one:
// the newest one of the catalogue that the version sent is the beginning of.
// Handlers are named by their publisher and type, joined by a dot.
func HandlerVersion(handler, sent string) string {
	for _, h := range handlerImages {
		if !strings.EqualFold(handler, h.publisher+"."+h.kind) {
			continue
		}
		for _, v := range slices.Backward(h.versions) {
			if v == sent || strings.HasPrefix(v, sent+".") {
				return v
			}
		}
	}
	return sent
}

// handlerRoutes are the addresses of the catalogue of handlers.
func handlerRoutes() []arm.Route {
	const (
		types    = publishersPath + "/{publisher}/artifacttypes/vmextension/types"
		versions = types + "/{type}/versions"
	)
	return []arm.Route{
		get(types, "locations/publishers/artifacttypes/types/read", listHandlers(func(h handlerImage) []string { return []string{h.kind} })),
		get(versions, "locations/publishers/artifacttypes/types/versions/read", listHandlers(func(h handlerImage) []string { return h.versions })),
		get(versions+"/{version}", "locations/publishers/artifacttypes/types/versions/read", getHandler),
	}
}

func noHandler() error {
	return resource.NotFound("ArtifactNotFound", "Artifact: VMExtension was not found.")
}

// listHandlers lists one level of the catalogue, which names gives of a handler.
func listHandlers(names func(handlerImage) []string) func(context.Context, *arm.Call) (*arm.Response, error) {
	return func(_ context.Context, c *arm.Call) (*arm.Response, error) {
		parent := ""
		var found []string
		for _, h := range handlerImages {
			if asked(c.Args, map[string]string{"publisher": h.publisher, "type": h.kind}) {
				parent = handlerPath(c, h)
				found = append(found, names(h)...)
			}
		}
		if found == nil {
			return nil, noHandler()
		}
		return listArtifacts(c, parent, found)
	}
}

// handlerPath is the id of the level of the catalogue that the path names.
func handlerPath(c *arm.Call, h handlerImage) string {
	path := publisherPath(c) + "/" + h.publisher + "/ArtifactTypes/VMExtension/Types"
	if c.Args["type"] != "" {
		path += "/" + h.kind + "/Versions"
	}
	return path
}

// getHandler serves one version of a handler.
func getHandler(_ context.Context, c *arm.Call) (*arm.Response, error) {
	for _, h := range handlerImages {
		if !asked(c.Args, map[string]string{"publisher": h.publisher, "type": h.kind}) || !slices.Contains(h.versions, c.Args["version"]) {
			continue
		}
		return showArtifact(c, handlerPath(c, h), map[string]any{
			"operatingSystem":            h.system,
			"computeRole":                "IaaS",
			"handlerSchema":              "",
			"vmScaleSetEnabled":          true,
			"supportsMultipleExtensions": false,
		}), nil
	}
	return nil, noHandler()
}
