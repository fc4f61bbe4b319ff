package imds_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestTokenBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})

	const after = `"expires_in":"86399","expires_on":"1795521600","ext_expires_in":"86399","not_before":"1795434900","resource":"https://management.azure.com/","token_type":"Bearer"}`
	for _, c := range []struct{ name, target, want string }{
		{"default", tokenURL, `{"access_token":"token of ` + own.PrincipalID + `","client_id":"` + own.ClientID + `",` + after},
		{"client id", tokenURL + "&client_id=" + first.ClientID, `{"access_token":"token of ` + first.PrincipalID + `","client_id":"` + first.ClientID + `",` + after},
		{"object id", tokenURL + "&object_id=" + first.PrincipalID, `{"access_token":"token of ` + first.PrincipalID + `","client_id":"` + first.ClientID + `","object_id":"` + first.PrincipalID + `",` + after},
		{"resource id", tokenURL + "&msi_res_id=" + url.QueryEscape(first.ID), `{"access_token":"token of ` + first.PrincipalID + `","client_id":"` + first.ClientID + `","msi_res_id":"` + first.ID + `",` + after},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := w.get(c.target, "Metadata", "true", "X-IDENTITY-HEADER", handle)
			if diff := cmp.Diff(c.want, got.Body.String()); diff != "" || got.Code != http.StatusOK {
				t.Errorf("status %d (-want +got):\n%s", got.Code, diff)
			}
			want := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Server": {"IMDS/150.870.65.0"}, "Content-Length": got.Header()["Content-Length"]}
			if diff := cmp.Diff(want, got.Header()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResourceIsEchoedToTheLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	for _, audience := range []string{"https://vault.azure.net", "https://vault.azure.net/", "https://Management.core.windows.net//", "https://a/?b=<c>&d=\"é\""} {
		target := "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + url.QueryEscape(audience)
		if got := reply(t, w.get(target, "Metadata", "true", "X-IDENTITY-HEADER", handle))["resource"]; got != audience {
			t.Errorf("resource %q came back as %q", audience, got)
		}
	}
}

func TestDefaultIdentity(t *testing.T) {
	t.Parallel()
	users := func(u ...identity.User) []identity.User { return u }
	for _, c := range []struct {
		name  string
		holds identity.Assigned
		query string
		want  string // the principal, or the error's description
	}{
		{"system only", identity.Assigned{System: &own}, "", own.PrincipalID},
		{"system beside user-assigned", identity.Assigned{System: &own, User: users(first, second)}, "", own.PrincipalID},
		{"one user-assigned", identity.Assigned{User: users(first)}, "", first.PrincipalID},
		{"several user-assigned", identity.Assigned{User: users(first, second)}, "", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"},
		{"nothing", identity.Assigned{}, "", "Identity not found"},
		{"named system by client id", identity.Assigned{System: &own, User: users(first)}, "&client_id=" + own.ClientID, own.PrincipalID},
		{"named by client id", identity.Assigned{User: users(first, second)}, "&client_id=" + second.ClientID, second.PrincipalID},
		{"named in other case", identity.Assigned{User: users(first, second)}, "&client_id=CCCCCCCC-0000-4000-8000-000000000003", second.PrincipalID},
		{"named by object id", identity.Assigned{User: users(first, second)}, "&object_id=" + second.PrincipalID, second.PrincipalID},
		{"named by msi_res_id", identity.Assigned{User: users(first, second)}, "&msi_res_id=" + second.ID, second.PrincipalID},
		{"named by mi_res_id", identity.Assigned{User: users(first, second)}, "&mi_res_id=" + second.ID, second.PrincipalID},
		{"an empty name names nothing", identity.Assigned{System: &own, User: users(first)}, "&client_id=", own.PrincipalID},
		{"not held", identity.Assigned{System: &own, User: users(first)}, "&client_id=" + second.ClientID, "Identity not found"},
		{"client id taken for object id", identity.Assigned{User: users(first)}, "&object_id=" + first.ClientID, "Identity not found"},
		{"malformed client id", identity.Assigned{System: &own}, "&client_id=mine", "Identity not found"},
		{"malformed object id", identity.Assigned{System: &own}, "&object_id=%7B%7D", "Identity not found"},
		{"malformed resource id", identity.Assigned{System: &own}, "&msi_res_id=..", "Identity not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			handle := w.machine("vm", c.holds)
			recorder := w.get(tokenURL+c.query, "Metadata", "true", "X-IDENTITY-HEADER", handle)
			members := reply(t, recorder)
			got := members["error_description"]
			if recorder.Code == http.StatusOK {
				got = members["access_token"].(string)[len("token of "):]
			} else if recorder.Code != http.StatusBadRequest || members["error"] != "invalid_request" {
				t.Errorf("status %d, error %q", recorder.Code, members["error"])
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestGrant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})
	w.get(tokenURL, "Metadata", "true", "X-IDENTITY-HEADER", handle)
	w.get(tokenURL+"&client_id="+first.ClientID, "Metadata", "true", "X-IDENTITY-HEADER", handle)

	const lower = "/subscriptions/22222222-2222-4222-8222-222222222222/resourcegroups/RG/providers/"
	type asked struct{ Principal, Audience, ClientAuth, ResourceID, HostID string }
	want := []asked{
		{own.PrincipalID, audience, token.ClientCertificate, lower + "Microsoft.Compute/virtualMachines/vm", ""},
		{first.PrincipalID, audience, token.ClientCertificate, lower + "Microsoft.ManagedIdentity/userAssignedIdentities/first", lower + "Microsoft.Compute/virtualMachines/vm"},
	}
	var got []asked
	for _, g := range w.signer.asked() {
		got = append(got, asked{g.Principal.ID, g.Audience, g.ClientAuth, g.ResourceID, g.HostID})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTolerated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	for _, extra := range []string{"&bypass_cache=true", "&xms_cc=cp1,cp2", "&claims=%7B%7D", "&token_sha256_to_refresh=00", "&authority=x"} {
		if got := w.get(tokenURL+extra, "Metadata", "true", "X-IDENTITY-HEADER", handle); got.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", extra, got.Code, got.Body)
		}
	}
}

func TestAnswersAreKeptForAMinute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	ask := func() map[string]any {
		return reply(t, w.get(tokenURL, "Metadata", "true", "X-IDENTITY-HEADER", handle))
	}
	for _, c := range []struct {
		after     time.Duration
		expiresIn string
		issues    int
	}{
		{0, "86399", 1},
		{10 * time.Second, "86389", 1},
		{49 * time.Second, "86340", 1},
		{time.Second, "86399", 2},
	} {
		w.pass(c.after)
		if got := ask(); got["expires_in"] != c.expiresIn || len(w.signer.asked()) != c.issues {
			t.Errorf("after another %v: expires_in %v and %d tokens issued, want %v and %d", c.after, got["expires_in"], len(w.signer.asked()), c.expiresIn, c.issues)
		}
	}
}

func TestRemovalIsSeenByTheNextRequest(t *testing.T) {
	t.Parallel()
	ask := func(w *world, handle, query string) any {
		members := reply(t, w.get(tokenURL+query, "Metadata", "true", "X-IDENTITY-HEADER", handle))
		if text, ok := members["access_token"]; ok {
			return text
		}
		return members["error_description"]
	}
	for _, c := range []struct {
		name   string
		remove func(w *world)
		want   string
	}{
		{"from the machine", func(w *world) { w.machine("vm", identity.Assigned{User: []identity.User{first}}) }, "token of " + first.PrincipalID},
		{"by the principal's end", func(w *world) { w.remove(directory.PrincipalKey(own.PrincipalID)) }, "token of " + first.PrincipalID},
		{"all", func(w *world) { w.machine("vm", identity.Assigned{}) }, "Identity not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})
			if got := ask(w, handle, ""); got != "token of "+own.PrincipalID {
				t.Fatalf("before: %v", got)
			}
			c.remove(w)
			if got := ask(w, handle, ""); got != c.want {
				t.Errorf("after: %v, want %v", got, c.want)
			}
			if got := ask(w, handle, "&client_id="+own.ClientID); got != "Identity not found" {
				t.Errorf("by its client id: %v", got)
			}
		})
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handle := w.machine("vm", identity.Assigned{System: &own})
	issues := func(extra string) int {
		before := len(w.signer.asked())
		if got := w.get(tokenURL+extra, "Metadata", "true", "X-IDENTITY-HEADER", handle); got.Code != http.StatusOK {
			t.Fatalf("status %d: %s", got.Code, got.Body)
		}
		return len(w.signer.asked()) - before
	}
	if got := [2]int{issues("&claims=0"), issues("&claims=0")}; got != [2]int{1, 0} {
		t.Errorf("the same query twice: issued %v", got)
	}
	long := "&claims=" + strings.Repeat("x", 2000)
	if got := [2]int{issues(long), issues(long)}; got != [2]int{1, 1} {
		t.Errorf("a very long query twice: issued %v", got)
	}
	for i := range 17000 {
		issues("&claims=" + strconv.Itoa(i+1))
	}
	if issues("&claims=0") != 1 {
		t.Error("after 17000 other queries the first is still kept")
	}
}
