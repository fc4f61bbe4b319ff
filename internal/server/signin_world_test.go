package server_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/pagetest"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const (
	azCLI      = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	powerShell = "1950a258-227b-4e31-a9cf-717495945fc2"
	portal     = "41144b91-78ee-4022-bf70-05fa048334dd"
	adminName  = "admin@azimuth.test"
	armScope   = "https://management.azure.com/.default"
	verifier   = "a-verifier-of-43-characters-or-more-for-PKCE-0"
)

// people is a server with a browser.
type people struct {
	*servertest.World
	t       *testing.T
	browser *pagetest.Browser
}

func newPeople(t *testing.T) *people {
	t.Helper()
	return peopleAt(t, servertest.Start(t, nil))
}

func peopleAt(t *testing.T, w *servertest.World) *people {
	return &people{World: w, t: t, browser: pagetest.New(w.Client.Transport)}
}

// passcode gets a one-time code for a user, "" for the administrator's.
func (p *people) passcode(user string) string {
	p.t.Helper()
	reply := p.Must(http.MethodPost, "/providers/Azimuth/signInCodes?api-version=2022-12-01", map[string]any{"user": user})
	return reply.Text("code")
}

// user makes a user of the directory and returns the object id.
func (p *people) user(name string) string {
	p.t.Helper()
	reply := p.graph(http.MethodPost, "/users", map[string]any{
		"accountEnabled": true, "displayName": name, "mailNickname": name, "userPrincipalName": name + "@azimuth.test",
		"passwordProfile": map[string]any{"password": "ignored-1"},
	})
	if reply.Status != http.StatusCreated {
		p.t.Fatalf("user %s: %d %s", name, reply.Status, reply.Body)
	}
	return reply.Text("id")
}

// graph asks Microsoft Graph as the administrator.
func (p *people) graph(method, path string, body any) servertest.Reply {
	p.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {p.ClientID}, "client_secret": {p.ClientSecret}, "scope": {"https://graph.microsoft.com/.default"}}
	return p.As(p.token(form).Text("access_token"), method, p.Login+"/graph/v1.0"+path, body)
}

// token posts a form to the token endpoint.
func (p *people) token(form url.Values) servertest.Reply {
	p.t.Helper()
	return p.form("/organizations/oauth2/v2.0/token", form)
}

func (p *people) form(path string, form url.Values) servertest.Reply {
	p.t.Helper()
	return p.As("", http.MethodPost, p.Login+path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// request is the address of a good authorization request, with changes: names
// and values in turn, "" for none.
func (p *people) request(changes ...string) string {
	q := url.Values{
		"client_id": {azCLI}, "response_type": {"code"}, "redirect_uri": {"http://localhost:8400/"},
		"scope": {armScope + " openid profile offline_access"}, "state": {"a state &=#"}, "nonce": {"n1"},
		"code_challenge": {challengeOf(verifier)}, "code_challenge_method": {"S256"},
	}
	return p.Login + "/organizations/oauth2/v2.0/authorize?" + changed(q, changes).Encode()
}

// portalRequest is that of the portal.
func (p *people) portalRequest(changes ...string) string {
	return p.request(append([]string{"client_id", portal, "redirect_uri", p.Login + "/portal/"}, changes...)...)
}

func challengeOf(verifier string) string {
	digest := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func changed(q url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == "" {
			q.Del(changes[i])
		} else {
			q.Set(changes[i], changes[i+1])
		}
	}
	return q
}

// signIn goes through the pages at an address as a user, and returns where it ended.
func (p *people) signIn(address, user string) pagetest.Page {
	p.t.Helper()
	page, err := p.browser.SignIn(address, user, func() (string, error) { return p.passcode(user), nil })
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

// asAdmin is signIn as the administrator's own user.
func (p *people) asAdmin(address string) pagetest.Page {
	p.t.Helper()
	p.passcode("") // makes the user
	return p.signIn(address, adminName)
}

// open goes to an address.
func (p *people) open(address string) pagetest.Page {
	p.t.Helper()
	page, err := p.browser.Open(address)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

func (p *people) submit(page pagetest.Page, values ...string) pagetest.Page {
	p.t.Helper()
	next, err := page.Submit(values...)
	if err != nil {
		p.t.Fatal(err)
	}
	return next
}

// codeOf is the code with which a page leads back to the client.
func (p *people) codeOf(page pagetest.Page) string {
	p.t.Helper()
	if page.Left == nil || page.Left.Query().Get("code") == "" {
		p.t.Fatalf("%s: no code: %d %s %s %v", page.URL, page.Status, page.Heading(), page.Problem(), page.Left)
	}
	return page.Left.Query().Get("code")
}

// redemption is a good form for a code, with changes.
func redemption(code string, changes ...string) url.Values {
	return changed(url.Values{
		"grant_type": {"authorization_code"}, "client_id": {azCLI}, "code": {code}, "redirect_uri": {"http://localhost:8400/"},
		"code_verifier": {verifier}, "client_info": {"1"}, "scope": {armScope + " openid profile offline_access"},
	}, changes)
}

func refreshing(token string, changes ...string) url.Values {
	return changed(url.Values{
		"grant_type": {"refresh_token"}, "client_id": {azCLI}, "refresh_token": {token},
		"scope": {armScope + " openid profile offline_access"},
	}, changes)
}

// good holds an answer to be one with tokens.
func (p *people) good(reply servertest.Reply) servertest.Reply {
	p.t.Helper()
	if reply.Status != http.StatusOK || reply.Text("access_token") == "" {
		p.t.Fatalf("no token: %d %s", reply.Status, reply.Body)
	}
	return reply
}

// refused holds an answer to be an error of OAuth, with an AADSTS number.
func (p *people) refused(reply servertest.Reply, status int, code, number string) {
	p.t.Helper()
	if reply.Status != status || reply.Text("error") != code || !strings.HasPrefix(reply.Text("error_description"), "AADSTS"+number+":") {
		p.t.Errorf("answered %d %s, want %d %s AADSTS%s", reply.Status, reply.Body, status, code, number)
	}
}
