package imds_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	const (
		noHeader  = `{"error":"invalid_request","error_description":"Required metadata header not specified"}`
		noVersion = `{"error":"Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds","newest-versions":["2025-04-07","2024-07-17","2024-03-15"]}`
		noBody    = `{"error":"not_found","error_description":"There is nothing at this path"}`
		notServed = `{"error":"not_found","error_description":"This part of the metadata service is not served"}`
		onlyGet   = `{"error":"method_not_allowed","error_description":"Only GET is allowed"}`
		forwarded = `{"error":"invalid_request","error_description":"The request must not carry the header X-Forwarded-For"}`
		conflict  = `{"error":"invalid_request","error_description":"Only one of client_id, object_id and msi_res_id may be specified"}`
		noOne     = `{"error":"invalid_request","error_description":"Identity not found"}`
		path      = "/metadata/identity/oauth2/token"
	)
	known := []string{"Metadata", "true", "X-IDENTITY-HEADER", handle}
	for _, c := range []struct {
		name    string
		method  string
		target  string
		headers []string
		status  int
		body    string
	}{
		{"probe without query", "GET", path, nil, 400, noHeader},
		{"probe with query", "GET", tokenURL, nil, 400, noHeader},
		{"header with capital", "GET", tokenURL, []string{"Metadata", "True"}, 400, noHeader},
		{"header false", "GET", tokenURL, []string{"Metadata", "false"}, 400, noHeader},
		{"header missing though the machine is known", "GET", tokenURL, []string{"X-IDENTITY-HEADER", handle}, 400, noHeader},
		{"header missing at an unknown path", "GET", "/metadata/nothing", nil, 400, noHeader},
		{"unknown path", "GET", "/metadata/nothing", known, 404, noBody},
		{"the root", "GET", "/metadata/", known, 404, noBody},
		{"outside", "GET", "/", nil, 404, noBody},
		{"beside", "GET", "/metadatas/identity", nil, 404, noBody},
		{"second generation's probe", "GET", "/metadata/identity/getplatformmetadata?cred-api-version=2.0", nil, 404, notServed},
		{"second generation with header", "GET", "/metadata/identity/getplatformmetadata?cred-api-version=2.0", known, 404, notServed},
		{"second generation's credential", "POST", "/metadata/identity/issuecredential?cred-api-version=2.0", nil, 404, notServed},
		{"POST", "POST", tokenURL, known, 405, onlyGet},
		{"HEAD", "HEAD", tokenURL, known, 405, onlyGet},
		{"no api-version", "GET", path + "?resource=https://x", known, 400, noVersion},
		{"api-version that is no date", "GET", path + "?api-version=latest&resource=https://x", known, 400, noVersion},
		{"api-version with an impossible date", "GET", path + "?api-version=2019-02-30&resource=https://x", known, 400, noVersion},
		{"api-version before identities", "GET", path + "?api-version=2017-12-01&resource=https://x", known, 400, noVersion},
		{"no resource", "GET", path + "?api-version=2018-02-01", known, 400, `{"error":"invalid_request","error_description":"Required query variable 'resource' is missing"}`},
		{"empty resource", "GET", path + "?api-version=2018-02-01&resource=", known, 400, `{"error":"invalid_request","error_description":"Required query variable 'resource' is missing"}`},
		{"twice the resource", "GET", tokenURL + "&resource=https://x", known, 400, `{"error":"invalid_request","error_description":"The query parameter 'resource' is given more than once"}`},
		{"twice in different case", "GET", tokenURL + "&Resource=https://x", known, 400, `{"error":"invalid_request","error_description":"The query parameter 'resource' is given more than once"}`},
		{"a query that cannot be read", "GET", tokenURL + "&a=%zz", known, 400, `{"error":"invalid_request","error_description":"The query of the request cannot be read"}`},
		{"client and object id", "GET", tokenURL + "&client_id=a&object_id=b", known, 400, conflict},
		{"client and resource id", "GET", tokenURL + "&client_id=a&mi_res_id=b", known, 400, conflict},
		{"both resource ids", "GET", tokenURL + "&msi_res_id=a&mi_res_id=b", known, 400, conflict},
		{"nobody", "GET", tokenURL, []string{"Metadata", "true"}, 400, noOne},
		{"unknown machine", "GET", tokenURL, []string{"Metadata", "true", "X-IDENTITY-HEADER", "x"}, 400, noOne},
		{"empty handle", "GET", tokenURL, []string{"Metadata", "true", "X-IDENTITY-HEADER", ""}, 400, noOne},
		{"passed on by a proxy", "GET", tokenURL, append([]string{"X-Forwarded-For", "10.0.0.1"}, known...), 400, forwarded},
		{"browser", "GET", tokenURL, append([]string{"Origin", "http://localhost:8080"}, known...), 403, `{"error":"forbidden","error_description":"Requests from browsers (with the header Origin) are not answered"}`},
		{"info without version", "GET", "/metadata/identity/info", known, 400, noVersion},
		{"info for nobody", "GET", "/metadata/identity/info?api-version=2018-02-01", []string{"Metadata", "true"}, 400, noOne},
		{"info with a version given twice", "GET", "/metadata/identity/info?api-version=2018-02-01&api-version=2018-02-01", known, 400, `{"error":"invalid_request","error_description":"The query parameter 'api-version' is given more than once"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := w.do(request(c.method, c.target, c.headers...))
			if got.Code != c.status || got.Body.String() != c.body {
				t.Errorf("status %d, body %s\nwant   %d       %s", got.Code, got.Body, c.status, c.body)
			}
			if got.Header().Get("Server") != "IMDS/150.870.65.0" || got.Header().Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("header %v", got.Header())
			}
			if allow := got.Header().Get("Allow"); (allow == "GET") != (c.status == 405) {
				t.Errorf("Allow: %q", allow)
			}
		})
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	for _, c := range []struct {
		host   string
		status int
	}{
		{"169.254.169.254", 200},
		{"169.254.169.254:80", 200},
		{"127.0.0.1:8080", 200},
		{"LOCALHOST:8080", 200},
		{"169.254.169.254:8080", 421},
		{"127.0.0.1", 421},
		{"rebound.example:8080", 421},
		{"", 421},
	} {
		r := request("GET", tokenURL, "Metadata", "true", "X-IDENTITY-HEADER", handle)
		r.Host = c.host
		got := w.do(r)
		if got.Code != c.status {
			t.Errorf("host %q: status %d, want %d", c.host, got.Code, c.status)
		}
		if c.status == 421 && reply(t, got)["error"] != "bad_request" {
			t.Errorf("host %q: %s", c.host, got.Body)
		}
	}
}

func TestAbsoluteForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	for _, c := range []struct {
		target string
		status int
	}{
		{"http://169.254.169.254" + tokenURL, 200},
		{"http://169.254.169.254:80" + tokenURL, 200},
		{"http://127.0.0.1:8080" + tokenURL, 200},
		{"http://169.254.169.254:81" + tokenURL, 403},
		{"https://169.254.169.254" + tokenURL, 403},
		{"http://example.com/", 403},
	} {
		if got := w.get(c.target, "Metadata", "true", "X-IDENTITY-HEADER", handle); got.Code != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.target, got.Code, c.status, got.Body)
		}
	}

	tunnel := request(http.MethodConnect, "/")
	tunnel.Host, tunnel.URL.Host, tunnel.URL.Path = "management.azure.com:443", "management.azure.com:443", ""
	if got := w.do(tunnel); got.Code != http.StatusMethodNotAllowed || !strings.Contains(got.Body.String(), "tunnel") {
		t.Errorf("CONNECT: status %d: %s", got.Code, got.Body)
	}
}

func TestUnknownAudience(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	got := w.get("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=api://<nobody>", "Metadata", "true", "X-IDENTITY-HEADER", handle)
	members := reply(t, got)
	want := regexp.MustCompile(`^AADSTS500011: The resource principal named api://<nobody> was not found in the tenant named ` + tenant + `\. .* Trace ID: [-0-9a-f]{36} Correlation ID: [-0-9a-f]{36} Timestamp: 2026-11-23 12:00:00Z$`)
	if got.Code != http.StatusBadRequest || members["error"] != "invalid_resource" || !want.MatchString(members["error_description"].(string)) {
		t.Errorf("status %d: %s", got.Code, got.Body)
	}
}

func TestFaultsStayInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	w.signer.broken = true
	for _, target := range []string{tokenURL, msiURL} {
		got := w.get(target, "Metadata", "true", "X-IDENTITY-HEADER", handle)
		if got.Code != http.StatusInternalServerError || strings.Contains(got.Body.String(), "secret") {
			t.Errorf("%s: status %d: %s", target, got.Code, got.Body)
		}
	}
	logged := w.log.String()
	if !strings.Contains(logged, "the secret reason") || strings.Contains(logged, handle) {
		t.Errorf("log: %s", logged)
	}
}
