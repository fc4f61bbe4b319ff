package imds_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/identity"
)

func TestAppServiceToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})
	only := w.machine("only", identity.Assigned{User: []identity.User{second}})
	body := func(principal, client string) string {
		return `{"access_token":"token of ` + principal + `","expires_on":"1795521600","resource":"https://x","token_type":"Bearer","client_id":"` + client + `"}`
	}
	const now, old = "/msi/token?api-version=2019-08-01&resource=https://x", "/msi/token/?resource=https://x&api-version=2017-09-01"
	for _, c := range []struct{ name, target, header, handle, want string }{
		{"system", now, "X-IDENTITY-HEADER", handle, body(own.PrincipalID, own.ClientID)},
		{"only user-assigned", now, "X-IDENTITY-HEADER", only, body(second.PrincipalID, second.ClientID)},
		{"client id", now + "&client_id=" + first.ClientID, "X-IDENTITY-HEADER", handle, body(first.PrincipalID, first.ClientID)},
		{"principal id", now + "&principal_id=" + first.PrincipalID, "X-IDENTITY-HEADER", handle, body(first.PrincipalID, first.ClientID)},
		{"object id", now + "&object_id=" + first.PrincipalID, "X-IDENTITY-HEADER", handle, body(first.PrincipalID, first.ClientID)},
		{"resource id", now + "&mi_res_id=" + first.ID, "X-IDENTITY-HEADER", handle, body(first.PrincipalID, first.ClientID)},
		{"old", old, "secret", handle, body(own.PrincipalID, own.ClientID)},
		{"old with client id", old + "&clientid=" + first.ClientID, "secret", handle, body(first.PrincipalID, first.ClientID)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the second one is from the cache
				got := w.get(c.target, c.header, c.handle)
				if diff := cmp.Diff(c.want, got.Body.String()); diff != "" || got.Code != 200 {
					t.Errorf("status %d (-want +got):\n%s", got.Code, diff)
				}
			}
		})
	}
}

func TestAppServiceRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	none := w.machine("none", identity.Assigned{})
	several := w.machine("several", identity.Assigned{User: []identity.User{first, second}})
	const old = "/msi/token?api-version=2017-09-01&resource=https://x"
	const noneOfThem = "No Managed Identity found for specified ClientId/ResourceId/PrincipalId."
	const header = "The identity header is missing or names no machine."
	const version = "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds"
	correlation := regexp.MustCompile(`,"CorrelationId":"[-0-9a-f]{36}"}$`)
	for _, c := range []struct {
		name    string
		target  string
		headers []string
		want    string // without the correlation id
	}{
		{"no header", msiURL, nil, `{"StatusCode":401,"Message":"` + header + `"`},
		{"no header but a path", "/vm/" + handle + msiURL, nil, `{"StatusCode":401,"Message":"` + header + `"`},
		{"wrong header", msiURL, []string{"X-IDENTITY-HEADER", "x"}, `{"StatusCode":401,"Message":"` + header + `"`},
		{"wrong header and nothing else right", "/msi/token", []string{"X-IDENTITY-HEADER", "x"}, `{"StatusCode":401,"Message":"` + header + `"`},
		{"wrong secret", old, []string{"secret", "x"}, `{"StatusCode":401,"Message":"` + header + `"`},
		{"old version with the new header", old, []string{"X-IDENTITY-HEADER", handle}, `{"StatusCode":400,"Message":"` + version + `"`},
		{"new version with the old header", msiURL, []string{"secret", handle}, `{"StatusCode":400,"Message":"` + version + `"`},
		{"no version", "/msi/token?resource=https://x", []string{"X-IDENTITY-HEADER", handle}, `{"StatusCode":400,"Message":"` + version + `"`},
		{"no resource", "/msi/token?api-version=2019-08-01", []string{"X-IDENTITY-HEADER", handle}, `{"StatusCode":400,"Message":"Required query variable 'resource' is missing"`},
		{"no identity", msiURL, []string{"X-IDENTITY-HEADER", none}, `{"StatusCode":400,"Message":"` + noneOfThem + `"`},
		{"not held", msiURL + "&client_id=" + first.ClientID, []string{"X-IDENTITY-HEADER", handle}, `{"StatusCode":400,"Message":"` + noneOfThem + `"`},
		{"several", msiURL, []string{"X-IDENTITY-HEADER", several}, `{"StatusCode":400,"Message":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"`},
		{"two names", msiURL + "&client_id=a&principal_id=b", []string{"X-IDENTITY-HEADER", handle}, `{"StatusCode":400,"Message":"Only one of client_id, object_id and msi_res_id may be specified"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := w.get(c.target, c.headers...)
			body := got.Body.String()
			if !correlation.MatchString(body) {
				t.Fatalf("body %s", body)
			}
			if diff := cmp.Diff(c.want, correlation.ReplaceAllString(body, "")); diff != "" {
				t.Error(diff)
			}
			if want := int(reply(t, got)["StatusCode"].(float64)); got.Code != want {
				t.Errorf("status %d, body says %d", got.Code, want)
			}
		})
	}
	if got := w.do(request("POST", msiURL, "X-IDENTITY-HEADER", handle)); got.Code != 405 {
		t.Errorf("POST: status %d", got.Code)
	}
}

func TestInfoAndVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{})
	if got := w.get("/metadata/identity/info?api-version=2018-02-01", "Metadata", "true", "X-IDENTITY-HEADER", handle); got.Body.String() != `{"tenantId":"`+tenant+`"}` {
		t.Errorf("info: status %d: %s", got.Code, got.Body)
	}
	got := w.get("/metadata/versions", "Metadata", "true")
	list, _ := reply(t, got)["apiVersions"].([]any)
	if got.Code != 200 || len(list) != 35 || list[0] != "2017-03-01" || list[34] != "2025-04-07" {
		t.Errorf("versions: status %d: %s", got.Code, got.Body)
	}
}
