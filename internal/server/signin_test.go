package server_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestAuthorizationCode(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	left := p.asAdmin(p.request()).Left
	if left == nil || left.Scheme != "http" || left.Host != "localhost:8400" || left.Path != "/" || left.Query().Get("state") != "a state &=#" {
		t.Fatalf("the browser was led to %v", left)
	}
	reply := p.good(p.token(redemption(left.Query().Get("code"))))
	me := p.graph(http.MethodGet, "/users/"+adminName, nil).Text("id")

	access := claimsOf(t, reply.Text("access_token"))
	for name, want := range map[string]any{
		"aud": "https://management.azure.com", "iss": "https://sts.windows.net/" + p.TenantID + "/", "appid": azCLI, "appidacr": "0", "acr": "1",
		"idtyp": "user", "oid": me, "scp": "user_impersonation", "upn": adminName, "unique_name": adminName, "tid": p.TenantID, "ver": "1.0",
		"name": "Azimuth administrator",
	} {
		if access[name] != want {
			t.Errorf("access token: %s is %v, want %v", name, access[name], want)
		}
	}
	if diff := cmp.Diff([]any{"otp"}, access["amr"]); diff != "" {
		t.Error(diff)
	}
	id := claimsOf(t, reply.Text("id_token"))
	for name, want := range map[string]any{
		"aud": azCLI, "iss": "https://login.microsoftonline.com/" + p.TenantID + "/v2.0", "nonce": "n1", "oid": me, "preferred_username": adminName,
		"tid": p.TenantID, "ver": "2.0", "auth_time": float64(p.Clock.Now().Unix()),
	} {
		if id[name] != want {
			t.Errorf("id token: %s is %v, want %v", name, id[name], want)
		}
	}
	if id["sub"] == "" || id["sub"] == access["sub"] || id["idtyp"] != nil || id["scp"] != nil {
		t.Errorf("id token %v, access token %v", id, access)
	}
	if !strings.Contains(reply.Text("scope"), armScope) || reply.Text("foci") != "1" || reply.At("expires_in") != 3599.0 {
		t.Errorf("answered %s", reply.Body)
	}

	// The person is who has rights, not the program.
	if got := p.As(reply.Text("access_token"), http.MethodGet, "/subscriptions?api-version=2022-12-01", nil); got.Status != http.StatusOK || got.Text("value.0.subscriptionId") != p.SubscriptionID {
		t.Errorf("the Owner's subscriptions: %d %s", got.Status, got.Body)
	}
	// An id token opens nothing.
	if got := p.As(reply.Text("id_token"), http.MethodGet, "/subscriptions?api-version=2022-12-01", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("an id token at Resource Manager: %d", got.Status)
	}
}

func TestTokenOfVersion1(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	q := url.Values{
		"client_id": {powerShell}, "response_type": {"code"}, "redirect_uri": {"http://localhost:8405/"}, "resource": {"https://management.core.windows.net/"},
		"code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"},
	}
	code := p.codeOf(p.asAdmin(p.Login + "/" + p.TenantID + "/oauth2/authorize?" + q.Encode()))
	reply := p.good(p.form("/"+p.TenantID+"/oauth2/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {powerShell}, "code": {code}, "redirect_uri": {"http://localhost:8405/"}, "code_verifier": {verifier},
	}))
	if reply.Text("expires_in") != "3599" || reply.Text("resource") != "https://management.core.windows.net/" || reply.Text("refresh_token") == "" {
		t.Errorf("answered %s", reply.Body)
	}
	id := claimsOf(t, reply.Text("id_token"))
	if id["ver"] != "1.0" || id["upn"] != adminName || id["aud"] != powerShell {
		t.Errorf("id token %v", id)
	}
	reply = p.good(p.form("/common/oauth2/token", url.Values{
		"grant_type": {"refresh_token"}, "client_id": {powerShell}, "refresh_token": {reply.Text("refresh_token")}, "resource": {"https://graph.microsoft.com/"},
	}))
	if got := claimsOf(t, reply.Text("access_token")); got["aud"] != "https://graph.microsoft.com/" || got["scp"] == "user_impersonation" {
		t.Errorf("Graph's token: %v", got)
	}
}

// What a client may see follows the person's role assignments.
func TestRolesOfPeople(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	ann := p.user("ann")
	for _, group := range []string{"seen", "unseen"} {
		p.Must(http.MethodPut, p.Subscription()+"/resourceGroups/"+group+"?api-version=2021-04-01", `{"location":"westus"}`)
	}
	seen := p.Subscription() + "/resourceGroups/seen"
	p.Must(http.MethodPut, seen+"/providers/Microsoft.Authorization/roleAssignments/"+ann+"?api-version=2022-04-01", map[string]any{
		"properties": map[string]any{"principalId": ann, "principalType": "User", "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + readerRole},
	})
	token := p.good(p.token(redemption(p.codeOf(p.signIn(p.request(), "ann@azimuth.test"))))).Text("access_token")
	groups := p.As(token, http.MethodGet, p.Subscription()+"/resourceGroups?api-version=2021-04-01", nil)
	if groups.Text("value.0.name") != "seen" || groups.At("value.1") != nil {
		t.Errorf("ann sees %d %s", groups.Status, groups.Body)
	}
	denied := p.As(token, http.MethodPut, seen+"?api-version=2021-04-01", `{"location":"westus"}`)
	if denied.Status != http.StatusForbidden || !strings.Contains(denied.Text("error.message"), "The client 'ann@azimuth.test' with object id '"+ann+"'") {
		t.Errorf("a Reader's write: %d %s", denied.Status, denied.Body)
	}
	// Who is not an administrator gets no codes, for nobody.
	for _, user := range []string{"", "ann@azimuth.test"} {
		if got := p.As(token, http.MethodPost, "/providers/Azimuth/signInCodes?api-version=2022-12-01", map[string]any{"user": user}); got.Status != http.StatusForbidden {
			t.Errorf("a Reader's one-time code for %q: %d %s", user, got.Status, got.Body)
		}
	}
	contributor := p.Must(http.MethodPut, "/providers/Microsoft.Authorization/roleAssignments/"+p.SubscriptionID+"?api-version=2022-04-01", map[string]any{
		"properties": map[string]any{"principalId": ann, "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"},
	})
	if got := p.As(token, http.MethodPost, "/providers/Azimuth/signInCodes?api-version=2022-12-01", map[string]any{}); got.Status != http.StatusForbidden {
		t.Errorf("a Contributor's one-time code (%s): %d %s", contributor.Body, got.Status, got.Body)
	}
}

func TestRefreshTokens(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	first := p.good(p.token(redemption(p.codeOf(p.asAdmin(p.request())))))
	refresh := first.Text("refresh_token")

	graph := p.good(p.token(refreshing(refresh, "scope", "https://graph.microsoft.com/.default offline_access openid")))
	if graph.Text("refresh_token") != refresh {
		t.Error("the refresh token changed")
	}
	me := p.As(graph.Text("access_token"), http.MethodGet, p.Login+"/graph/v1.0/me", nil)
	if me.Text("userPrincipalName") != adminName || me.Text("@odata~type") != "#microsoft.graph.user" {
		t.Errorf("/me: %d %s", me.Status, me.Body)
	}
	if got := p.As(first.Text("access_token"), http.MethodGet, p.Login+"/graph/v1.0/me", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("Resource Manager's token at Graph: %d", got.Status)
	}
	// Azure's own tools share one; nobody else does.
	p.good(p.token(refreshing(refresh, "client_id", powerShell)))
	p.refused(p.token(refreshing(refresh, "client_id", portal)), 400, "invalid_grant", "700007")
	p.refused(p.token(refreshing(refresh+"x")), 400, "invalid_grant", "70000")
	p.refused(p.token(refreshing(refresh, "client_secret", "s")), 401, "invalid_client", "700025")
	p.refused(p.token(refreshing(refresh, "scope", "https://nothing.example/.default")), 400, "invalid_resource", "500011")
	p.refused(p.token(refreshing(refresh, "scope", "api://AzureADTokenExchange/.default")), 400, "invalid_resource", "500011")
	p.refused(p.token(refreshing(refresh, "scope", armScope+" https://graph.microsoft.com/.default")), 400, "invalid_scope", "28000")

	// It lives for as long as it is used.
	for range 3 {
		p.Clock.Advance(60 * 24 * time.Hour)
		p.good(p.token(refreshing(refresh)))
	}
	p.Clock.Advance(91 * 24 * time.Hour)
	p.refused(p.token(refreshing(refresh)), 400, "invalid_grant", "70008")
}

func TestEndOfPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		end  func(p *people, id string)
		// after is what the access token meets; back brings the user back.
		after int
		back  func(p *people, id string)
	}{
		{"deleted", func(p *people, id string) { p.graph(http.MethodDelete, "/users/"+id, nil) }, http.StatusUnauthorized, nil},
		{"disabled", func(p *people, id string) {
			p.graph(http.MethodPatch, "/users/"+id, map[string]any{"accountEnabled": false})
		}, http.StatusUnauthorized, func(p *people, id string) {
			p.graph(http.MethodPatch, "/users/"+id, map[string]any{"accountEnabled": true})
		}},
		{"sessions revoked", func(p *people, id string) {
			if got := p.graph(http.MethodPost, "/users/"+id+"/revokeSignInSessions", nil); got.Status != http.StatusOK || got.At("value") != true {
				p.t.Errorf("revokeSignInSessions: %d %s", got.Status, got.Body)
			}
		}, http.StatusOK, func(*people, string) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPeople(t)
			ann := p.user("ann")
			tokens := p.good(p.token(redemption(p.codeOf(p.signIn(p.request(), "ann@azimuth.test")))))
			pending := p.codeOf(p.submit(p.open(p.request()), "decision", "continue"))
			c.end(p, ann)
			if got := p.As(tokens.Text("access_token"), http.MethodGet, "/subscriptions?api-version=2022-12-01", nil); got.Status != c.after {
				t.Errorf("the access token meets %d", got.Status)
			}
			p.refused(p.token(refreshing(tokens.Text("refresh_token"))), 400, "invalid_grant", "50173")
			p.refused(p.token(redemption(pending)), 400, "invalid_grant", "50173")
			if got := p.open(p.request("prompt", "none")); got.Left.Query().Get("error") != "login_required" {
				t.Errorf("the browser's session is still good: %v", got.Left)
			}
			if c.back == nil {
				return
			}
			c.back(p, ann)
			p.Clock.Advance(time.Second)
			p.refused(p.token(refreshing(tokens.Text("refresh_token"))), 400, "invalid_grant", "50173")
			p.good(p.token(redemption(p.codeOf(p.signIn(p.request(), "ann@azimuth.test")))))
		})
	}
}

// A restart forgets nothing that people hold.
func TestSignInSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := func(t *testing.T) *people {
		return peopleAt(t, servertest.Start(t, func(c *server.Config) { c.Data, c.Store = dir, "sqlite" }))
	}
	var refresh, passcode string
	t.Run("before", func(t *testing.T) {
		p := start(t)
		refresh = p.good(p.token(redemption(p.codeOf(p.asAdmin(p.request()))))).Text("refresh_token")
		passcode = p.passcode("")
	})
	t.Run("after", func(t *testing.T) {
		p := start(t)
		p.good(p.token(refreshing(refresh)))
		if page := p.submit(p.open(p.Login+"/signin"), "user", adminName, "code", passcode); !strings.HasSuffix(page.URL.Path, "/portal/") {
			t.Errorf("the one-time code from before: %d %s %s", page.Status, page.URL, page.Problem())
		}
	})
}

// A password is a one-time code.
func TestPasswordGrant(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	form := func(password string) url.Values {
		return url.Values{
			"grant_type": {"password"}, "client_id": {azCLI}, "username": {strings.ToUpper(adminName)}, "password": {password},
			"scope": {armScope + " openid offline_access"}, "client_info": {"1"},
		}
	}
	code := p.passcode("")
	reply := p.good(p.token(form(code)))
	var info struct{ UID, UTID string }
	text, err := base64.RawURLEncoding.DecodeString(reply.Text("client_info"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &info); err != nil || info.UTID != p.TenantID || info.UID != claimsOf(t, reply.Text("access_token"))["oid"] {
		t.Errorf("client_info %+v %v", info, err)
	}
	p.good(p.token(refreshing(reply.Text("refresh_token"))))
	p.refused(p.token(form(code)), 400, "invalid_grant", "50126")
	p.refused(p.token(form("ignored-1")), 400, "invalid_grant", "50126")
}

func TestUserRealm(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	for _, c := range []struct{ path, member, want string }{
		{"/common/userrealm/ann@azimuth.test?api-version=1.0", "account_type", "Managed"},
		{"/common/UserRealm/ann@azimuth.test?api-version=1.0", "domain_name", "azimuth.test"},
		{"/organizations/userrealm/ann@elsewhere.test?api-version=1.0", "account_type", "Unknown"},
		{"/common/userrealm/ann%40azimuth.test?api-version=2.1", "NameSpaceType", "Managed"},
	} {
		got := p.As("", http.MethodGet, p.Login+c.path, nil)
		if got.Text(c.member) != c.want || got.Header.Get("Cache-Control") != "no-store, no-cache" {
			t.Errorf("%s: %d %s", c.path, got.Status, got.Body)
		}
	}
}
