package imds

import (
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// errProxyUser asks for the proxy's user name; see fail.
var errProxyUser = resource.Errorf(resource.KindUnauthenticated, "invalid_request", "Identity not found: the user name for the proxy tells which machine asks, and none came")

// proxyChallenge is what clients of .NET and Java want to see before they send
// the user name that they were given for the proxy.
const proxyChallenge = `Basic realm="The machine's handle"`

// challenged reports whether a request must be asked for the proxy's user name:
// nothing tells the machine, it came by way of a proxy, and its client is one of
// those that send the name only when asked. All others would take the question
// for a failure, where "Identity not found" lets them look elsewhere.
func challenged(r *http.Request, c caller) bool {
	return c.by == byNothing && r.URL.IsAbs() && waits(r.Header)
}

// waiting are parts of the names, in lower case, by which clients of .NET and Java
// call themselves: their platforms, the SDKs for them, MSAL, PowerShell.
var waiting = []string{"java", "okhttp", "azsdk-net", ".net", "dotnet", "powershell", "msal.net", "msal.desktop", "msal.coreclr"}

// waits reports whether a client is one of .NET or Java. The client of .NET's own
// library has no name at all.
func waits(header http.Header) bool {
	agent, sku := header.Get("User-Agent"), header.Get("X-Client-Sku")
	if agent == "" && sku == "" {
		return true
	}
	names := strings.ToLower(agent + " " + sku)
	for _, part := range waiting {
		if strings.Contains(strings.ReplaceAll(names, "javascript", ""), part) {
			return true
		}
	}
	return false
}
