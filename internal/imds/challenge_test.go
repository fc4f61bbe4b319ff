package imds_test

import (
	"net/http"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

func TestClientsThatWaitAreAskedForTheProxyUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	const absolute = "http://169.254.169.254"
	for _, c := range []struct {
		name, target string
		headers      []string
		status       int
	}{
		{".NET's SDK", absolute + tokenURL, []string{"User-Agent", "azsdk-net-Identity/1.12.0 (.NET 8.0.6; Debian GNU/Linux 12)"}, 407},
		{".NET's MSAL", absolute + tokenURL, []string{"X-Client-Sku", "MSAL.NetCore"}, 407},
		{".NET's own client", absolute + tokenURL, []string{"User-Agent", ""}, 407},
		{"PowerShell", absolute + tokenURL, []string{"User-Agent", "Mozilla/5.0 (Linux; Debian; en-US) PowerShell/7.4.2"}, 407},
		{"Java's SDK", absolute + tokenURL, []string{"User-Agent", "azsdk-java-azure-identity/1.13.0 (17.0.11; Linux; 6.1)"}, 407},
		{"Java's own client", absolute + tokenURL, []string{"User-Agent", "Java-http-client/17.0.11"}, 407},
		{"Java, for the tenant", absolute + "/metadata/identity/info?api-version=2018-02-01", []string{"User-Agent", "Java/17"}, 407},
		{"Java, which answers", absolute + tokenURL, []string{"User-Agent", "Java/17", "Proxy-Authorization", basic(handle)}, 200},
		{"Java, which answers wrongly", absolute + tokenURL, []string{"User-Agent", "Java/17", "Proxy-Authorization", basic("x")}, 400},
		{"Java, whose path tells the machine", absolute + "/vm/" + handle + tokenURL, []string{"User-Agent", "Java/17"}, 200},
		{"Java without a proxy", tokenURL, []string{"User-Agent", "Java/17"}, 400},
		{"Go's SDK", absolute + tokenURL, []string{"User-Agent", "azsdk-go-azidentity/v1.7.0 (go1.22.4; linux)"}, 400},
		{"JavaScript's SDK", absolute + tokenURL, []string{"User-Agent", "azsdk-js-identity/4.3.0 core-rest-pipeline/1.16.0 Node/20.14.0 OS/(x64-Linux-6.1) JavaScript"}, 400},
		{"Python's", absolute + tokenURL, []string{"User-Agent", "azsdk-python-identity/1.17.0 Python/3.11.2"}, 400},
		{"curl", absolute + tokenURL, []string{"User-Agent", "curl/7.88.1"}, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := w.get(c.target, append([]string{"Metadata", "true"}, c.headers...)...)
			if got.Code != c.status || (got.Header().Get("Proxy-Authenticate") != "") != (c.status == http.StatusProxyAuthRequired) {
				t.Errorf("status %d, challenge %q: %s", got.Code, got.Header().Get("Proxy-Authenticate"), got.Body)
			}
		})
	}
	t.Run("only behind the header that shows a program", func(t *testing.T) {
		t.Parallel()
		if got := w.get(absolute+tokenURL, "User-Agent", "Java/17"); got.Code != http.StatusBadRequest {
			t.Errorf("status %d: %s", got.Code, got.Body)
		}
	})
}
