package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server/pagetest"
)

// Where client and redirect URI do not belong together, nothing is sent there:
// the person sees what is wrong.
func TestNothingIsSentToStrangers(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.asAdmin(p.request()) // a session, which would make it easy
	app := p.application(map[string]any{
		"web":          map[string]any{"redirectUris": []string{"https://app.example/back?x=1"}},
		"spa":          map[string]any{"redirectUris": []string{"https://page.example/cb", "http://localhost:3000/cb"}},
		"publicClient": map[string]any{"redirectUris": []string{"myapp://auth", "http://127.0.0.1/back"}},
	})
	for _, c := range []struct {
		name, client, redirect, number string
	}{
		{"unknown client", "99999999-9999-9999-9999-999999999999", "http://localhost:8400/", "700016"},
		{"no GUID", "az", "http://localhost:8400/", "700016"},
		{"no client", "", "http://localhost:8400/", "900144"},
		{"no redirect", azCLI, "", "900144"},
		{"another host", azCLI, "https://evil.example/", "50011"},
		{"Microsoft's own", azCLI, "https://login.microsoftonline.com/common/oauth2/nativeclient", "50011"},
		{"a host that begins so", azCLI, "http://localhost.evil.example/", "50011"},
		{"a host behind a user", azCLI, "http://localhost:8400@evil.example/", "50011"},
		{"a host behind a backslash", azCLI, `http://localhost\@evil.example/`, "50011"},
		{"a fragment", azCLI, "http://localhost:8400/#x", "50011"},
		{"an empty fragment", azCLI, "http://localhost:8400/#", "50011"},
		{"another path", azCLI, "http://localhost:8400/other", "50011"},
		{"a query", azCLI, "http://localhost:8400/?to=evil", "50011"},
		{"https on the own machine", azCLI, "https://localhost:8400/", "50011"},
		{"a line break", azCLI, "http://localhost:8400/\r\nX: y", "50011"},
		{"the portal elsewhere", portal, "http://localhost:8400/", "50011"},
		{"the portal at another port", portal, "https://127.0.0.1:1/portal/", "50011"},
		{"the portal's host at another path", portal, p.Login + "/subscriptions", "50011"},
		{"script", app, "javascript:alert(1)", "50011"},
		{"another query", app, "https://app.example/back?x=2", "50011"},
		{"no query", app, "https://app.example/back", "50011"},
		{"another case", app, "https://page.example/CB", "50011"},
		{"a longer path", app, "https://page.example/cb/../x", "50011"},
		{"an encoded path", app, "https://page.example/c%62", "50011"},
		{"http for https", app, "http://page.example/cb", "50011"},
		{"another scheme", app, "myapp2://auth", "50011"},
		{"another machine", app, "http://127.0.0.2:1/back", "50011"},
		{"another loopback name", app, "http://localhost:1/back", "50011"},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := p.open(p.request("client_id", c.client, "redirect_uri", c.redirect))
			if page.Left != nil || page.Status != http.StatusBadRequest || !strings.Contains(page.Body, "AADSTS"+c.number+":") {
				t.Errorf("answered %d %v: %s", page.Status, page.Left, page.Body)
			}
			hardened(t, page)
		})
	}
	for _, redirect := range []string{"https://app.example/back?x=1", "https://page.example/cb", "http://localhost:4000/cb", "myapp://auth", "http://127.0.0.1:5/back"} {
		if page := p.open(p.request("client_id", app, "redirect_uri", redirect)); page.Heading() != "Continue to the app?" {
			t.Errorf("%s: %d %s", redirect, page.Status, page.Body)
		}
	}
}

// application registers an application and returns its client id.
func (p *people) application(body map[string]any) string {
	p.t.Helper()
	body["displayName"] = "the app"
	reply := p.graph(http.MethodPost, "/applications", body)
	if reply.Status != http.StatusCreated {
		p.t.Fatalf("application: %d %s", reply.Status, reply.Body)
	}
	return reply.Text("appId")
}

// hardened holds a page's headers to what keeps others out of it.
func hardened(t *testing.T, page pagetest.Page) {
	t.Helper()
	policy := page.Header.Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, rule) {
			t.Errorf("%s: the policy %q lacks %s", page.URL, policy, rule)
		}
	}
	for name, want := range map[string]string{
		"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store, no-cache",
		"Access-Control-Allow-Origin": "",
	} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", page.URL, name, got, want)
		}
	}
	if strings.Contains(page.Body, "http-equiv") || strings.Contains(page.Body, " src=") || strings.Contains(page.Body, "onload") {
		t.Errorf("%s refers to something: %s", page.URL, page.Body)
	}
}

func TestPagesAreHardened(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	signIn := p.open(p.request("login_hint", `"><script>alert(1)</script>`))
	if strings.Contains(signIn.Body, "<script") || !strings.Contains(signIn.Header.Get("Content-Security-Policy"), "form-action 'self' http://localhost:8400;") {
		t.Errorf("%s\n%s", signIn.Header, signIn.Body)
	}
	hardened(t, signIn)
	hardened(t, p.open(p.Login+"/signin"))
	hardened(t, p.open(p.Login+"/devicelogin?user_code=%22%3E%3Cb%3E"))
	hardened(t, p.submit(signIn, "user", adminName, "code", "wrong"))
	p.asAdmin(p.request())
	hardened(t, p.open(p.request())) // asks whether to continue
	hardened(t, p.open(p.Login+"/common/oauth2/v2.0/logout"))

	// A path that reads as another host's address does not become the form's.
	odd := p.open(strings.Replace(p.request("prompt", "login"), "/organizations/", "//azimuth.test/", 1))
	if action, _ := odd.Form(); !strings.HasPrefix(action, "/"+p.TenantID+"/oauth2/v2.0/authorize?") {
		t.Errorf("the form goes to %q", action)
	}
}

// Only a page that a program on the person's machine opened takes a code from its
// address: another site's link would sign the person in as somebody else.
func TestWhoseCodeIsTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query, from string
		taken       bool
	}{
		"opened by a program":   {"&handed=1", "none", true},
		"another site's link":   {"&handed=1", "cross-site", false},
		"another port's link":   {"&handed=1", "same-site", false},
		"our own link":          {"&handed=1", "same-origin", false},
		"a browser that is old": {"&handed=1", "", false},
		"a page that was typed": {"", "none", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPeople(t)
			p.passcode("")
			if c.from != "" {
				p.browser.Headers.Set("Sec-Fetch-Site", c.from)
			}
			page := p.open(p.Login + "/signin?user=admin%40azimuth.test" + c.query)
			hardened(t, page)
			taken := strings.Contains(page.Body, "location.hash") && strings.Contains(page.Header.Get("Content-Security-Policy"), "script-src 'sha256-")
			if taken != c.taken || strings.Contains(page.Body, "<script") != c.taken {
				t.Errorf("taken: %v\n%s\n%s", taken, page.Header, page.Body)
			}
		})
	}
}

// A form that another site sends does nothing, whatever it holds.
func TestFormsOfOtherSites(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string]http.Header{
		"another site":                  {"Sec-Fetch-Site": {"cross-site"}},
		"another port of the same host": {"Sec-Fetch-Site": {"same-site"}},
		"an old browser":                {"Origin": {"https://evil.example"}},
		"a sandboxed frame":             {"Origin": {"null"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPeople(t)
			signIn := p.open(p.request())
			code := p.passcode("")
			p.browser.Headers = headers
			for _, address := range []string{p.request(), p.Login + "/signin", p.Login + "/devicelogin"} {
				page, err := p.browser.Post(address, url.Values{"user": {adminName}, "code": {code}, "user_code": {"X"}})
				if err != nil {
					t.Fatal(err)
				}
				if page.Status != http.StatusForbidden || page.Left != nil || len(p.browser.Cookies(p.Login)) != 0 {
					t.Errorf("%s: %d %v %v", address, page.Status, page.Left, p.browser.Cookies(p.Login))
				}
			}
			p.browser.Headers = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {p.Login}}
			p.codeOf(p.submit(signIn, "user", adminName, "code", code)) // it was not used up
			continueTo := p.open(p.request())
			p.browser.Headers = headers
			if page := p.submit(continueTo, "decision", "continue"); page.Left != nil || page.Status != http.StatusForbidden {
				t.Errorf("a click in the person's name: %d %v", page.Status, page.Left)
			}
		})
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.passcode("")
	page := p.submit(p.open(p.Login+"/signin?user=admin%40azimuth.test&redirect_uri=https%3A%2F%2Fevil.example"), "code", p.passcode(""))
	if page.URL.String() != p.Login+"/portal/" {
		t.Errorf("signing in led to %s", page.URL)
	}
	response, err := p.Client.PostForm(p.Login+"/signin", url.Values{"user": {adminName}, "code": {p.passcode("")}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	cookie := response.Cookies()[0]
	if cookie.Name != "__Host-azimuth-session" || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 {
		t.Errorf("the cookie is %v", cookie)
	}
	if strings.Contains(response.Header.Get("Location"), cookie.Value) {
		t.Error("the session stands in the address")
	}
	// Signing in again ends the session from before, and so does time.
	old := p.browser.Cookies(p.Login)[0].Value
	p.submit(p.open(p.Login+"/signin?user=else"), "user", adminName, "code", p.passcode(""))
	if page := p.open(p.portalRequest("prompt", "none")); page.Left.Query().Get("code") == "" {
		t.Errorf("the new session is not good: %v", page.Left)
	}
	stale := pagetest.New(p.Client.Transport)
	stale.Headers.Set("Cookie", "__Host-azimuth-session="+old)
	if page, err := stale.Open(p.portalRequest("prompt", "none")); err != nil || page.Left.Query().Get("error") != "login_required" {
		t.Errorf("the session from before is still good: %v %v", page.Left, err)
	}
	p.Clock.Advance(12 * time.Hour)
	if page := p.open(p.portalRequest("prompt", "none")); page.Left.Query().Get("error") != "login_required" {
		t.Errorf("the session outlives its day: %v", page.Left)
	}
}

func TestOneTimeCodes(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.user("ann")
	code := p.passcode("")
	if len(code) != 14 || code[4] != '-' || code[9] != '-' {
		t.Errorf("the code is %q", code)
	}
	try := func(user, code string) string {
		t.Helper()
		page := p.submit(p.open(p.request("prompt", "login")), "user", user, "code", code)
		if page.Left != nil {
			return ""
		}
		return page.Problem()
	}
	const wrong = "Error validating credentials"
	for _, c := range []struct{ name, user, code, want string }{
		{"another user's code", "ann@azimuth.test", code, wrong},
		{"no such user", "nobody@azimuth.test", code, wrong},
		{"no such code", adminName, "BCDF-GHJK-LMNP", wrong},
		{"half a code", adminName, code[:9], wrong},
		{"as people type it", " ADMIN@azimuth.test ", " " + strings.ToLower(strings.ReplaceAll(code, "-", " ")), ""},
		{"twice", adminName, code, wrong},
	} {
		if got := try(c.user, c.code); c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	late := p.passcode("")
	p.Clock.Advance(10 * time.Minute)
	if got := try(adminName, late); !strings.HasPrefix(got, wrong) {
		t.Errorf("an expired code: %q", got)
	}
	p.graph(http.MethodPatch, "/users/ann@azimuth.test", map[string]any{"accountEnabled": false})
	if got := try("ann@azimuth.test", p.passcode("ann@azimuth.test")); got != "The user account is disabled." {
		t.Errorf("a disabled user: %q", got)
	}
	if got := p.Do(http.MethodPost, "/providers/Azimuth/signInCodes?api-version=2022-12-01", map[string]any{"user": "nobody@azimuth.test"}); got.Status != http.StatusNotFound {
		t.Errorf("a code for nobody: %d %s", got.Status, got.Body)
	}
	p.graph(http.MethodDelete, "/users/"+adminName, nil)
	if got := p.Do(http.MethodPost, "/providers/Azimuth/signInCodes?api-version=2022-12-01", map[string]any{}); got.Status != http.StatusNotFound {
		t.Errorf("the administrator's user came back: %d %s", got.Status, got.Body)
	}
}

// Guesses are counted, of all codes that people type together.
func TestGuessesAreCounted(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	code := p.passcode("")
	for range 10 {
		p.submit(p.open(p.request()), "user", adminName, "code", "BBBB-BBBB-BBBB")
	}
	tooMany := "You've tried to sign in too many times"
	if got := p.submit(p.open(p.request()), "user", adminName, "code", code).Problem(); !strings.HasPrefix(got, tooMany) {
		t.Errorf("the eleventh: %q", got)
	}
	if got := p.submit(p.open(p.Login+"/devicelogin"), "user_code", "BBBBBBBBB").Problem(); !strings.HasPrefix(got, "Too many wrong codes") {
		t.Errorf("a device's code: %q", got)
	}
	p.refused(p.token(url.Values{"grant_type": {"password"}, "client_id": {azCLI}, "username": {adminName}, "password": {code}, "scope": {armScope}}), 400, "invalid_grant", "50053")
	p.Clock.Advance(6 * time.Second)
	p.codeOf(p.submit(p.open(p.request()), "user", adminName, "code", code))
}

// A code is good once, for the client that it was given to, at the address that
// it was sent to, with the verifier of the one that asked for it.
func TestCodesAreBound(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.asAdmin(p.request())
	fresh := func(changes ...string) string {
		t.Helper()
		return p.codeOf(p.submit(p.open(p.request(changes...)), "decision", "continue"))
	}
	for _, c := range []struct {
		name           string
		changes        []string
		status         int
		number, answer string
	}{
		{"another client", []string{"client_id", powerShell}, 400, "700007", "invalid_grant"},
		{"another redirect URI", []string{"redirect_uri", "http://localhost:8401/"}, 400, "500112", "invalid_grant"},
		{"another spelling of the redirect URI", []string{"redirect_uri", "http://localhost:8400"}, 400, "500112", "invalid_grant"},
		{"no redirect URI", []string{"redirect_uri", ""}, 400, "50011", "invalid_request"},
		{"another verifier", []string{"code_verifier", verifier + "x"}, 400, "501481", "invalid_grant"},
		{"the challenge as the verifier", []string{"code_verifier", challengeOf(verifier)}, 400, "501481", "invalid_grant"},
		{"no verifier", []string{"code_verifier", ""}, 400, "501481", "invalid_grant"},
		{"a secret", []string{"client_secret", "s"}, 401, "700025", "invalid_client"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code := fresh()
			p.refused(p.token(redemption(code, c.changes...)), c.status, c.answer, c.number)
			if c.answer == "invalid_grant" {
				// Whoever tried had that one try.
				p.refused(p.token(redemption(code)), 400, "invalid_grant", "54005")
			}
		})
	}
	p.refused(p.token(redemption("made-up")), 400, "invalid_grant", "70000")
	late := fresh()
	p.Clock.Advance(10 * time.Minute)
	p.refused(p.token(redemption(late)), 400, "invalid_grant", "70008")
}

// A code that comes twice was stolen, before or after: what it gave ends.
func TestReplayedCode(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	code := p.codeOf(p.asAdmin(p.request()))
	refresh := p.good(p.token(redemption(code))).Text("refresh_token")
	p.good(p.token(refreshing(refresh)))
	p.refused(p.token(redemption(code, "code_verifier", "stolen")), 400, "invalid_grant", "54005")
	p.refused(p.token(refreshing(refresh)), 400, "invalid_grant", "70000")
}

// What is wrong with a request of a known client at its own address, the client is told.
func TestClientsAreTold(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	for _, c := range []struct {
		name    string
		changes []string
		answer  string
	}{
		{"no challenge", []string{"code_challenge", "", "code_challenge_method", ""}, "invalid_request"},
		{"a plain challenge", []string{"code_challenge_method", "plain"}, "invalid_request"},
		{"a challenge without its method", []string{"code_challenge_method", ""}, "invalid_request"},
		{"a short challenge", []string{"code_challenge", "abc"}, "invalid_request"},
		{"another response type", []string{"response_type", "id_token token"}, "unsupported_response_type"},
		{"no response type", []string{"response_type", ""}, "invalid_request"},
		{"no scope", []string{"scope", ""}, "invalid_request"},
		{"unknown resource", []string{"scope", "https://nothing.example/.default"}, "invalid_resource"},
		{"nobody signed in", []string{"prompt", "none"}, "login_required"},
	} {
		for mode, values := range map[string]func(u *url.URL) url.Values{
			"query":    func(u *url.URL) url.Values { return u.Query() },
			"fragment": func(u *url.URL) url.Values { v, _ := url.ParseQuery(u.EscapedFragment()); return v },
		} {
			t.Run(c.name+" by "+mode, func(t *testing.T) {
				response, err := p.Client.Get(p.request(append(c.changes, "response_mode", mode)...))
				if err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
				to, err := response.Location()
				if err != nil || to.Host != "localhost:8400" {
					t.Fatalf("%d: led to %v: %v", response.StatusCode, to, err)
				}
				if v := values(to); v.Get("error") != c.answer || v.Get("state") != "a state &=#" || !strings.HasPrefix(v.Get("error_description"), "AADSTS") {
					t.Errorf("told %v", v)
				}
			})
		}
	}
	page := p.submit(p.open(p.request()), "decision", "cancel")
	if page.Left == nil || page.Left.Query().Get("error") != "access_denied" {
		t.Errorf("cancelled: %v", page.Left)
	}
}
