package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
	"github.com/azimuthid/azimuth/azimuthtest/azure"
)

// The service's machine is its only identity, whatever this machine's user is
// signed in to.
func TestMain(m *testing.M) {
	if err := os.Setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// site is a server with two machines: the service's own, and one to look after.
type site struct {
	*azimuthtest.Server
	rg      *azimuthtest.ResourceGroup
	own     *azimuthtest.VM
	program *service
	service *httptest.Server
}

// newSite has the service run as a machine with a system-assigned identity.
func newSite(t *testing.T, options ...azimuthtest.Option) *site {
	t.Helper()
	s := azimuthtest.Start(t, options...)
	rg := s.ResourceGroup("rg")
	rg.VM("worker")
	own := rg.VM("own").SystemAssigned()

	credential, err := azure.DefaultCredential(own)
	if err != nil {
		t.Fatal(err)
	}
	sdk := clientOptions()
	sdk.Transport = own.Client()
	made, err := newService(s.SubscriptionID, rg.Name, credential, sdk, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	site := &site{s, rg, own, made, httptest.NewServer(made.handler())}
	t.Cleanup(site.service.Close)
	return site
}

// answer is what the service says: a machine, or an error.
type answer struct {
	status      int
	retryAfter  string
	Name, Power string
	Error       struct{ Code string }
}

func (s *site) ask(t *testing.T, method, path string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.service.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.service.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	a := answer{status: response.StatusCode, retryAfter: response.Header.Get("Retry-After")}
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a
}

func (s *site) want(t *testing.T, method, path string, status int, code string) answer {
	t.Helper()
	got := s.ask(t, method, path)
	if got.status != status || got.Error.Code != code {
		t.Errorf("%s %s: %d %q, want %d %q", method, path, got.status, got.Error.Code, status, code)
	}
	return got
}

func TestStopsAndStarts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Virtual Machine Contributor", s.rg.ID)
	for _, c := range []struct{ method, path, power string }{
		{"GET", "/machines/worker", "running"},
		{"POST", "/machines/worker/stop", "deallocated"},
		{"GET", "/machines/worker", "deallocated"},
		{"POST", "/machines/worker/start", "running"},
	} {
		if got := s.want(t, c.method, c.path, http.StatusOK, ""); got.Power != c.power {
			t.Errorf("%s %s: %q, want %q", c.method, c.path, got.Power, c.power)
		}
	}
	s.want(t, "GET", "/machines/none", http.StatusNotFound, "not_found")
	s.RequireRequested("POST", "/virtualMachines/worker/deallocate", http.StatusOK)
}

func TestListsMachines(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)
	response, err := s.service.Client().Get(s.service.URL + "/machines")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var found []machine
	if err := json.NewDecoder(response.Body).Decode(&found); err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 {
		t.Errorf("%d machines, want 2: %v", len(found), found)
	}
}

// A reader may look, and not touch; without a role it may do neither.
func TestRoleIsMissing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.want(t, "GET", "/machines/worker", http.StatusBadGateway, "no_role")
	s.own.Role("Reader", s.rg.ID)
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	s.want(t, "POST", "/machines/worker/stop", http.StatusBadGateway, "no_role")
}

// Two refusals are the SDK's to bear; more are told to who asked.
func TestThrottled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)

	twice := s.Fault(azimuthtest.Answer(http.StatusTooManyRequests).RetryAfter(0).At(azimuthtest.ResourceManager).Times(2))
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	twice.RequireHits(2)

	s.Fault(azimuthtest.Answer(http.StatusTooManyRequests).RetryAfter(time.Second).At(azimuthtest.ResourceManager))
	if got := s.want(t, "GET", "/machines/worker", http.StatusServiceUnavailable, "throttled"); got.retryAfter != "1" {
		t.Errorf("Retry-After %q, want 1", got.retryAfter)
	}
}

// A token that has expired is not sent again: the server's time is more than a
// day behind, so that all its tokens have expired by this machine's clock.
func TestTokenIsRenewed(t *testing.T) {
	t.Parallel()
	s := newSite(t, azimuthtest.At(time.Now().Add(-25*time.Hour)))
	s.own.Role("Reader", s.rg.ID)
	for n := range 3 {
		s.want(t, "GET", "/machines/worker", http.StatusOK, "")
		if given := s.tokensGiven(); given != n+1 {
			t.Errorf("%d tokens for %d requests", given, n+1)
		}
	}
}

// A token that Azure takes for expired, since its clock is another.
func TestTokenHasExpired(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	s.Clock.Advance(25 * time.Hour)
	s.want(t, "GET", "/machines/worker", http.StatusServiceUnavailable, "no_identity")
}

// Azure asks for a new token with a challenge, which the SDK answers.
func TestTokenIsRevoked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	revoked := s.Fault(azimuthtest.RevokeToken())
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	revoked.RequireHits(1)
}

func TestIdentityIsRemoved(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)
	s.want(t, "GET", "/machines/worker", http.StatusOK, "")
	if err := s.Do("PATCH", s.own.ID+"?api-version=2024-07-01", map[string]any{"identity": map[string]any{"type": "None"}}, nil); err != nil {
		t.Fatal(err)
	}
	s.want(t, "GET", "/machines/worker", http.StatusServiceUnavailable, "no_identity")
}

func TestAzureIsSlow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.own.Role("Reader", s.rg.ID)
	s.program.timeout = 100 * time.Millisecond
	s.Fault(azimuthtest.Delay(time.Hour).At(azimuthtest.ResourceManager))
	s.want(t, "GET", "/machines/worker", http.StatusGatewayTimeout, "timeout")
}

// tokensGiven is how many tokens the service's machine got.
func (s *site) tokensGiven() int {
	n := 0
	for _, x := range s.Exchanges() {
		if x.Front == azimuthtest.Metadata && x.Audience != "" && x.Allowed() && strings.EqualFold(x.Machine, s.own.ID) {
			n++
		}
	}
	return n
}
