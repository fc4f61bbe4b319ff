package sts_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/token"
)

const (
	origin      = "https://127.0.0.1:8443"
	tenant      = "11111111-1111-1111-1111-aaaaaaaaaaaa"
	domain      = "contoso.example"
	app         = "22222222-2222-2222-2222-222222222222"
	orphanApp   = "33333333-3333-3333-3333-333333333333" // has no service principal
	managedApp  = "44444444-4444-4444-4444-444444444444" // a managed identity's client id
	principalID = "55555555-5555-5555-5555-555555555555"
	correlation = "66666666-6666-6666-6666-666666666666"
	secret      = "s3cret+with ;odd&parts=%"
	oldSecret   = "expired-secret"
	arm         = "https://management.azure.com"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a service with its directory, shared by all tests since nothing in it changes.
type world struct {
	service *sts.Service
	issuer  *token.Issuer
	config  sts.Config
	log     *lockedBuffer
}

// lockedBuffer is where the log goes.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

var shared = sync.OnceValue(newWorld)

func newWorld() world {
	ctx := context.Background()
	store := memory.Open()
	sources := resource.Sources{Now: func() time.Time { return now }, Random: rand.Reader}
	if _, err := store.Update(ctx, resource.Batch{Puts: documents()}); err != nil {
		panic(err)
	}
	sealer, err := token.NewSealer(bytes.Repeat([]byte{1}, token.MasterKeySize), sources)
	if err != nil {
		panic(err)
	}
	ring, err := token.OpenKeyring(ctx, store, sealer, sources)
	if err != nil {
		panic(err)
	}
	authority := token.Authority{TenantID: tenant}
	log := &lockedBuffer{}
	config := sts.Config{
		Origin:    func(*http.Request) string { return origin },
		Authority: authority,
		Domain:    domain,
		Store:     store,
		Keys:      ring,
		Issuer:    token.NewIssuer(ring, token.IssuerConfig{Authority: authority, Sources: sources}),
		Audiences: &token.Audiences{ResourceManager: []string{origin}},
		People:    signin.New(store, sources),
		Verifier:  token.NewVerifier(ring, token.VerifierConfig{Authority: authority, Sources: sources}),
		Accounts:  token.NewServiceAccounts(tenant, store, sealer, sources),
		Outside:   nobody{},
		Sources:   sources,
		Log:       slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	return world{service: sts.New(config), issuer: config.Issuer, config: config, log: log}
}

// nobody are outside issuers of which none may be asked.
type nobody struct{}

func (nobody) Key(context.Context, string, string) (*rsa.PublicKey, error) {
	return nil, federation.ErrNotAllowed
}

func documents() []resource.Document {
	password := func(plain string, end time.Time) directory.PasswordCredential {
		// The digest that the directory keeps of a secret, made its own way.
		_, c := directory.NewPassword(resource.Sources{Now: func() time.Time { return now }, Random: rand.Reader}, "", 0)
		c.SHA256, c.End = digestOf(plain), end
		return c
	}
	return []resource.Document{
		directory.Application{AppID: app, Passwords: []directory.PasswordCredential{
			password(secret, now.Add(time.Hour)), password(oldSecret, now.Add(-time.Hour)),
		}}.Document(),
		directory.Application{AppID: orphanApp, Passwords: []directory.PasswordCredential{password(secret, now.Add(time.Hour))}}.Document(),
		directory.ServicePrincipal{ID: principalID, AppID: app, Type: directory.TypeApplication}.Document(),
		directory.ServicePrincipal{ID: "77777777-7777-7777-7777-777777777777", AppID: managedApp, Type: directory.TypeManagedIdentity}.Document(),
	}
}

// v2Form and v1Form are good requests.
func v2Form() url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {app}, "client_secret": {secret}, "scope": {arm + "/.default"}}
}

func v1Form() url.Values {
	f := v2Form()
	f.Del("scope")
	f.Set("resource", arm+"/")
	return f
}

const (
	v2Path = "/" + tenant + "/oauth2/v2.0/token"
	v1Path = "/" + tenant + "/oauth2/token"
)

// post sends a form and returns the answer.
func post(service http.Handler, path, body string, edits ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("client-request-id", correlation)
	for _, edit := range edits {
		edit(r)
	}
	w := httptest.NewRecorder()
	service.ServeHTTP(w, r)
	return w
}

func get(service http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	service.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func decode[T any](tb testing.TB, w *httptest.ResponseRecorder) T {
	tb.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		tb.Fatalf("%v: %s", err, w.Body)
	}
	return v
}
