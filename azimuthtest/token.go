package azimuthtest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/fault"
)

// The audiences of tokens for Azure's own services.
const (
	ResourceManagerAudience = "https://management.azure.com/"
	GraphAudience           = "https://graph.microsoft.com/"
)

// tokenKey is for what a token is kept.
type tokenKey struct{ clientID, audience string }

// Token is a token of the application for an audience.
func (a *Application) Token(audience string) string {
	a.s.t.Helper()
	token, err := a.TryToken(audience)
	if err != nil {
		a.s.t.Fatal(err)
	}
	return token
}

// TryToken is Token where the token service may refuse: with a *RefusalError.
func (a *Application) TryToken(audience string) (string, error) {
	return a.ask(audience, false)
}

// ask asks for a token; faults meet whoever is not exempt.
func (a *Application) ask(audience string, exempt bool) (string, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {a.ClientID}, "client_secret": {a.ClientSecret},
		"scope": {audience + "/.default"},
	}
	if audience == ResourceManagerAudience || audience == GraphAudience {
		form.Set("scope", audience+".default")
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost,
		a.s.Login+"/"+a.s.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if exempt {
		request.Header.Set(fault.ExemptHeader, "exempt")
	}
	return granted(a.s.client, request)
}

func (a *Application) cachedToken(audience string, fresh bool) (string, error) {
	key := tokenKey{a.ClientID, audience}
	a.s.mu.Lock()
	token := a.s.tokens[key]
	a.s.mu.Unlock()
	if token != "" && !fresh {
		return token, nil
	}
	token, err := a.ask(audience, true)
	if err == nil {
		a.s.mu.Lock()
		a.s.tokens[key] = token
		a.s.mu.Unlock()
	}
	return token, err
}

// granted is the token that a request is answered with.
func granted(client *http.Client, request *http.Request) (string, error) {
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	err := send(client, request, &answer)
	return answer.AccessToken, err
}

// Claims are the claims of a token. Its signature is not looked at.
func Claims(t testing.TB, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is not a token of three parts", token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}
