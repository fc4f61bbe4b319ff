package imds_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/imds/machinemap"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

const (
	tenant       = "11111111-1111-4111-8111-111111111111"
	audience     = "https://management.azure.com/"
	subscription = "22222222-2222-4222-8222-222222222222"
	group        = "/subscriptions/" + subscription + "/resourceGroups/RG"
	tokenURL     = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F"
	msiURL       = "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F"
)

// The identities of the tests. A name's GUIDs are object id and client id.
var (
	own   = identity.System{PrincipalID: "aaaaaaaa-0000-4000-8000-000000000001", ClientID: "cccccccc-0000-4000-8000-000000000001"}
	first = identity.User{
		ID:          group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/first",
		PrincipalID: "aaaaaaaa-0000-4000-8000-000000000002", ClientID: "cccccccc-0000-4000-8000-000000000002",
	}
	second = identity.User{
		ID:          group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/second",
		PrincipalID: "aaaaaaaa-0000-4000-8000-000000000003", ClientID: "cccccccc-0000-4000-8000-000000000003",
	}
)

var _ imds.Tokens = (*token.Issuer)(nil)

// world is a metadata service over a real store and directory, with a signer
// that writes down what it was asked.
type world struct {
	t       testing.TB
	store   *memory.Store
	handles identity.Handles
	signer  *signer
	handler *imds.Handler
	log     syncBuffer

	mu        sync.Mutex
	now       time.Time
	attesting *tls.Certificate
}

// newWorld makes a world in which the entries, as in machinemap.Parse, tell machines.
func newWorld(t testing.TB, entries ...string) *world {
	t.Helper()
	machines, err := machinemap.Parse(entries)
	if err == nil {
		machines, err = machines.In(subscription)
	}
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t:       t,
		store:   memory.Open(),
		handles: identity.NewHandles([]byte(strings.Repeat("k", 32))),
		now:     time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
	}
	view, err := directory.Open(t.Context(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	sources := resource.Sources{Now: w.clock, Random: rand.Reader}
	w.signer = &signer{now: w.clock}
	w.handler = imds.New(imds.Config{
		TenantID:      tenant,
		Hosts:         []string{"127.0.0.1:8080", "localhost:8080"},
		Machines:      identity.OpenMachines(w.store, view),
		Map:           machines,
		Instances:     instance.Source{Store: w.store},
		Certificate:   w.certificate,
		Tokens:        w.signer,
		Principal:     view.Principal,
		KnownAudience: func(_ context.Context, a string) (bool, error) { return strings.HasPrefix(a, "https://"), nil },
		Sources:       sources,
		Log:           slog.New(slog.NewTextHandler(&w.log, nil)),
	})
	for _, p := range []directory.ServicePrincipal{
		{ID: own.PrincipalID, AppID: own.ClientID, Type: directory.TypeManagedIdentity},
		{ID: first.PrincipalID, AppID: first.ClientID, Type: directory.TypeManagedIdentity},
		{ID: second.PrincipalID, AppID: second.ClientID, Type: directory.TypeManagedIdentity},
	} {
		w.write(p.Document())
	}
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) write(d resource.Document) {
	w.t.Helper()
	if _, err := w.store.Update(w.t.Context(), resource.Batch{Puts: []resource.Document{d}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(key string) {
	w.t.Helper()
	if _, err := w.store.Update(w.t.Context(), resource.Batch{Deletes: []string{key}}); err != nil {
		w.t.Fatal(err)
	}
}

// machine makes or changes the virtual machine of this name, and returns its handle.
func (w *world) machine(name string, holds identity.Assigned) string {
	w.t.Helper()
	record := resource.Record{
		ID:       group + "/providers/Microsoft.Compute/virtualMachines/" + name,
		Type:     "Microsoft.Compute/virtualMachines",
		Identity: holds.Document(),
	}
	w.write(record.Document(w.handles.Index(name)))
	return w.handles.Of(name)
}

// get sends a request as a client without a proxy does; headers are name, value pairs.
func (w *world) get(target string, headers ...string) *httptest.ResponseRecorder {
	return w.do(request(http.MethodGet, target, headers...))
}

func (w *world) do(r *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder
}

func request(method, target string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	if !r.URL.IsAbs() {
		r.Host = "169.254.169.254"
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// reply is what a client reads out of a body; absent members are "".
func reply(t testing.TB, recorder *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &members); err != nil {
		t.Fatalf("status %d, body %q: %v", recorder.Code, recorder.Body, err)
	}
	return members
}

// signer is a token.Issuer that signs nothing.
type signer struct {
	now func() time.Time

	mu     sync.Mutex
	grants []token.Grant
	broken bool
	// padding makes tokens longer.
	padding string
}

func (s *signer) Issue(g token.Grant) (token.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return token.Token{}, errors.New("the secret reason")
	}
	s.grants = append(s.grants, g)
	now := s.now()
	return token.Token{
		Raw:       "token of " + g.Principal.ID + s.padding,
		IssuedAt:  now.Add(-5 * time.Minute),
		NotBefore: now.Add(-5 * time.Minute),
		ExpiresAt: now.Add(24 * time.Hour),
	}, nil
}

func (s *signer) asked() []token.Grant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grants
}

// syncBuffer is a log that is written to from many goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
