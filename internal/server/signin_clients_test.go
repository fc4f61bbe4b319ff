package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// The portal signs in without a question while the browser has a session, and
// its refresh tokens end with that.
func TestPortalSignsIn(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	redeem := func(code string) servertest.Reply {
		return p.good(p.token(redemption(code, "client_id", portal, "redirect_uri", p.Login+"/portal/")))
	}
	if left := p.open(p.portalRequest("prompt", "none")).Left; left.Query().Get("error") != "login_required" || left.Query().Get("state") == "" {
		t.Errorf("without a session: %v", left)
	}
	tokens := redeem(p.codeOf(p.asAdmin(p.portalRequest())))
	if tokens.At("foci") != nil {
		t.Errorf("the portal is in a family: %s", tokens.Body)
	}
	again := redeem(p.codeOf(p.open(p.portalRequest())))
	refresh := again.Text("refresh_token")
	asPortal := func(scope string) servertest.Reply {
		return p.token(refreshing(refresh, "client_id", portal, "scope", scope))
	}
	me := p.As(p.good(asPortal("https://graph.microsoft.com/.default")).Text("access_token"), http.MethodGet, p.Login+"/graph/v1.0/me", nil)
	if me.Text("userPrincipalName") != adminName {
		t.Errorf("/me: %d %s", me.Status, me.Body)
	}
	if page := p.open(p.portalRequest("prompt", "select_account")); page.Heading() != "Continue to Azimuth portal?" {
		t.Errorf("select_account shows %q", page.Heading())
	}
	if page := p.open(p.portalRequest("login_hint", "ann@azimuth.test")); page.Heading() != "Sign in" || !strings.Contains(page.Body, `value="ann@azimuth.test"`) {
		t.Errorf("another user's hint shows %q: %s", page.Heading(), page.Body)
	}
	if page := p.open(p.portalRequest("prompt", "login")); page.Heading() != "Sign in" {
		t.Errorf("prompt=login shows %q", page.Heading())
	}
	p.Clock.Advance(time.Hour)
	if page := p.open(p.portalRequest("max_age", "3599")); page.Heading() != "Sign in" {
		t.Errorf("max_age shows %q", page.Heading())
	}
	// Other clients are not served behind the person's back.
	if left := p.open(p.request("prompt", "none")).Left; left.Query().Get("error") != "interaction_required" {
		t.Errorf("az without a question: %v", left)
	}

	pending := p.codeOf(p.open(p.portalRequest()))
	program := p.good(p.token(redemption(p.codeOf(p.submit(p.open(p.request()), "decision", "continue"))))).Text("refresh_token")
	out := p.open(p.Login + "/organizations/oauth2/v2.0/logout?state=s&post_logout_redirect_uri=" + url.QueryEscape(p.Login+"/portal/"))
	if out.URL.String() != p.Login+"/portal/?state=s" || len(p.browser.Cookies(p.Login)) != 0 {
		t.Errorf("signing out led to %s with %v", out.URL, p.browser.Cookies(p.Login))
	}
	p.refused(asPortal(armScope), 400, "invalid_grant", "50173")
	p.refused(p.token(redemption(pending, "client_id", portal, "redirect_uri", p.Login+"/portal/")), 400, "invalid_grant", "50173")
	p.good(p.token(refreshing(program))) // programs outlive the browser
}

func TestLogoutLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	for _, to := range []string{"https://evil.example/", "//evil.example/", "http://localhost:1/", "javascript:alert(1)"} {
		page := p.open(p.Login + "/common/oauth2/v2.0/logout?post_logout_redirect_uri=" + url.QueryEscape(to))
		if page.Left != nil || page.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", to, page.Status, page.Left)
		}
	}
	if page := p.open(p.Login + "/common/oauth2/logout"); page.Heading() != "You are signed out" {
		t.Errorf("signing out shows %q", page.Heading())
	}
}

// A page in a browser keeps its refresh token for a day at most.
func TestRefreshTokensOfPages(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	app := p.application(map[string]any{"spa": map[string]any{"redirectUris": []string{"http://localhost:3000/"}}})
	to := []string{"client_id", app, "redirect_uri", "http://localhost:3000/"}
	tokens := p.good(p.token(redemption(p.codeOf(p.asAdmin(p.request(to...))), to...)))
	if got := claimsOf(t, tokens.Text("access_token")); got["appid"] != app || got["appidacr"] != "0" {
		t.Errorf("claims %v", got)
	}
	p.Clock.Advance(11 * time.Hour)
	p.good(p.token(refreshing(tokens.Text("refresh_token"), "client_id", app)))
	p.Clock.Advance(13 * time.Hour)
	p.refused(p.token(refreshing(tokens.Text("refresh_token"), "client_id", app)), 400, "invalid_grant", "70008")
}

// A program on a server proves itself, with its code and with its refresh token.
func TestConfidentialClients(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	app := p.application(map[string]any{"web": map[string]any{"redirectUris": []string{"https://app.example/back?x=1"}}})
	object := p.graph(http.MethodGet, "/applications(appId='"+app+"')", nil).Text("id")
	secret := p.graph(http.MethodPost, "/applications/"+object+"/addPassword", map[string]any{}).Text("secretText")
	if got := p.graph(http.MethodPost, "/servicePrincipals", map[string]any{"appId": app}); got.Status != http.StatusCreated {
		t.Fatalf("service principal: %d %s", got.Status, got.Body)
	}
	to := []string{"client_id", app, "redirect_uri", "https://app.example/back?x=1", "code_challenge", "", "code_challenge_method", "", "response_mode", "form_post"}
	posted := p.asAdmin(p.request(to...))
	action, fields := posted.Form()
	policy := posted.Header.Get("Content-Security-Policy")
	if action != "https://app.example/back?x=1" || fields.Get("state") != "a state &=#" || !strings.Contains(policy, "form-action 'self' https://app.example;") || !strings.Contains(policy, "script-src 'sha256-") {
		t.Fatalf("posted to %q %v: %s", action, fields, policy)
	}
	with := func(changes ...string) url.Values {
		return redemption(fields.Get("code"), append([]string{"client_id", app, "redirect_uri", "https://app.example/back?x=1", "code_verifier", ""}, changes...)...)
	}
	p.refused(p.token(with()), 401, "invalid_client", "7000218")
	p.refused(p.token(with("client_secret", "wrong")), 401, "invalid_client", "7000215")
	tokens := p.good(p.token(with("client_secret", secret)))
	if got := claimsOf(t, tokens.Text("access_token")); got["appidacr"] != "1" || got["upn"] != adminName {
		t.Errorf("claims %v", got)
	}
	p.refused(p.token(refreshing(tokens.Text("refresh_token"), "client_id", app)), 401, "invalid_client", "7000218")
	p.good(p.token(refreshing(tokens.Text("refresh_token"), "client_id", app, "client_secret", secret)))
	p.refused(p.token(refreshing(tokens.Text("refresh_token"))), 400, "invalid_grant", "700007")
}

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, client string
		want               url.Values
		address, codeField string
		grant              string
	}{
		{"version 2.0", "/organizations/oauth2/v2.0/", azCLI, url.Values{"scope": {armScope + " openid offline_access profile"}}, "verification_uri", "device_code", "urn:ietf:params:oauth:grant-type:device_code"},
		{"version 2.0, the short name", "/common/oauth2/v2.0/", azCLI, url.Values{"scope": {armScope + " offline_access"}}, "verification_uri", "device_code", "device_code"},
		{"version 1.0", "/common/oauth2/", powerShell, url.Values{"resource": {"https://management.core.windows.net/"}}, "verification_url", "code", "device_code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPeople(t)
			p.passcode("")
			ask := changed(url.Values{"client_id": {c.client}}, nil)
			for name, values := range c.want {
				ask[name] = values
			}
			begin := func() servertest.Reply {
				reply := p.form(c.path+"devicecode", ask)
				if reply.Status != http.StatusOK || reply.Text(c.address) != p.Login+"/devicelogin" || !strings.Contains(reply.Text("message"), reply.Text("user_code")) {
					t.Fatalf("devicecode: %d %s", reply.Status, reply.Body)
				}
				return reply
			}
			poll := func(code string) servertest.Reply {
				form := url.Values{"grant_type": {c.grant}, "client_id": {c.client}, c.codeField: {code}}
				for name, values := range c.want {
					form[name] = values
				}
				return p.form(c.path+"token", form)
			}
			device := begin()
			code := device.Text("device_code")
			p.refused(poll(code), 400, "authorization_pending", "70016")
			p.refused(poll(code), 400, "slow_down", "70016")
			p.Clock.Advance(5 * time.Second)
			p.refused(poll(code), 400, "authorization_pending", "70016")
			p.refused(poll("made-up"), 400, "bad_verification_code", "70018")

			page := p.submit(p.open(device.Text(c.address)), "user_code", strings.ToLower(device.Text("user_code")))
			if page.Heading() != "Sign in" || !strings.Contains(page.Body, "on another device or in a terminal") {
				t.Errorf("the page: %s", page.Body)
			}
			if page = p.submit(page, "user", adminName, "code", "wrong"); page.Problem() == "" {
				t.Error("a wrong one-time code was taken")
			}
			if page = p.submit(page, "user", adminName, "code", p.passcode("")); page.Heading() != "You are signed in" {
				t.Fatalf("%s", page.Body)
			}
			tokens := p.good(poll(code))
			if got := claimsOf(t, tokens.Text("access_token")); got["upn"] != adminName || got["appid"] != c.client {
				t.Errorf("claims %v", got)
			}
			p.refused(poll(code), 400, "invalid_grant", "70000")
			if page := p.submit(p.open(device.Text(c.address)), "user_code", device.Text("user_code")); page.Problem() != "That code was used before. Start the sign-in again." {
				t.Errorf("the code again: %q", page.Problem())
			}

			// The browser knows the person by now: one click.
			device = begin()
			page = p.submit(p.open(p.Login+"/common/oauth2/deviceauth"), "user_code", device.Text("user_code"))
			if page.Status != http.StatusOK || !strings.Contains(page.Body, "You are signed in as <strong>"+adminName) {
				t.Fatalf("%s", page.Body)
			}
			p.submit(page, "decision", "continue")
			p.good(poll(device.Text("device_code")))

			device = begin()
			p.submit(p.submit(p.open(p.Login+"/devicelogin"), "user_code", device.Text("user_code")), "decision", "cancel")
			p.refused(poll(device.Text("device_code")), 400, "authorization_declined", "65004")

			device = begin()
			p.Clock.Advance(15 * time.Minute)
			p.refused(poll(device.Text("device_code")), 400, "expired_token", "70019")
			if page := p.submit(p.open(p.Login+"/devicelogin"), "user_code", device.Text("user_code")); page.Problem() != "That code has expired. Start the sign-in again." {
				t.Errorf("the expired code: %q", page.Problem())
			}
		})
	}
}

func TestWhoGetsDeviceCodes(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	page := p.application(map[string]any{"spa": map[string]any{"redirectUris": []string{"http://localhost:3000/"}}})
	fallback := p.application(map[string]any{"isFallbackPublicClient": true})
	ask := func(changes ...string) servertest.Reply {
		return p.form("/organizations/oauth2/v2.0/devicecode", changed(url.Values{"client_id": {azCLI}, "scope": {armScope}}, changes))
	}
	if got := ask("client_id", fallback); got.Status != http.StatusOK {
		t.Errorf("a public application: %d %s", got.Status, got.Body)
	}
	p.refused(ask("client_id", portal), 401, "invalid_client", "7000218")
	p.refused(ask("client_id", page), 401, "invalid_client", "7000218")
	p.refused(ask("client_id", "99999999-9999-9999-9999-999999999999"), 400, "unauthorized_client", "700016")
	p.refused(ask("scope", ""), 400, "invalid_request", "900144")
	p.refused(ask("scope", "https://nothing.example/.default"), 400, "invalid_resource", "500011")
	device := ask()
	p.refused(p.token(url.Values{"grant_type": {"device_code"}, "client_id": {powerShell}, "device_code": {device.Text("device_code")}}), 400, "bad_verification_code", "70018")
	for range 200 {
		if got := ask(); got.Status != http.StatusOK {
			p.refused(got, 400, "temporarily_unavailable", "50196")
			return
		}
	}
	t.Error("there is no end of device codes")
}
