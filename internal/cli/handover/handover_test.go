package handover_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/handover"
)

var to = handover.Places{Own: "https://azimuth.test/signin#secret", Other: "https://azimuth.test/signin"}

// visit asks for an address as a browser does, and tells where it is led: to "" from
// an address that leads nowhere.
func visit(t *testing.T, method, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer func() { _ = response.Body.Close() }()
	if response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s may be kept", address)
	}
	return response.Header.Get("Location")
}

func always(isOwn bool) func(_, _ netip.AddrPort) bool {
	return func(_, _ netip.AddrPort) bool { return isOwn }
}

// The user's own browser is told from the system's tables, where there are some.
func TestLeadsTheUsersBrowserOnce(t *testing.T) {
	t.Parallel()
	var address string
	led := make(chan string, 1)
	err := handover.Lead(t.Context(), to, time.Minute, func(_ context.Context, opened string) error {
		address = opened
		if got := visit(t, http.MethodGet, address+"x"); got != "" {
			t.Errorf("another address leads to %s", got)
		}
		if got := visit(t, http.MethodPost, address); got != "" {
			t.Errorf("a form leads to %s", got)
		}
		go func() { led <- visit(t, http.MethodGet, address) }()
		return nil
	}, handover.Own)
	if got := <-led; err != nil || got != to.Own {
		t.Errorf("led to %q: %v", got, err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Error("the address still answers")
	}
}

func TestNobodyElseIsTold(t *testing.T) {
	t.Parallel()
	err := handover.Lead(t.Context(), to, time.Millisecond, func(_ context.Context, address string) error {
		if got := visit(t, http.MethodGet, address); got != to.Other {
			t.Errorf("another user's browser was led to %q", got)
		}
		return nil
	}, always(false))
	if !errors.Is(err, handover.ErrNobody) {
		t.Errorf("it ended with %v", err)
	}
}

func TestTheSecondIsNotTold(t *testing.T) {
	t.Parallel()
	err := handover.Lead(t.Context(), to, time.Minute, func(_ context.Context, address string) error {
		first, second := visit(t, http.MethodGet, address), visit(t, http.MethodGet, address)
		if first != to.Own || second != to.Other {
			t.Errorf("led to %q and then to %q", first, second)
		}
		return nil
	}, always(true))
	if err != nil {
		t.Error(err)
	}
}

func TestEndsWithoutABrowser(t *testing.T) {
	t.Parallel()
	none := errors.New("there is no browser")
	if err := handover.Lead(t.Context(), to, time.Minute, func(context.Context, string) error { return none }, always(true)); !errors.Is(err, none) {
		t.Errorf("without a browser: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := handover.Lead(ctx, to, time.Minute, func(context.Context, string) error { cancel(); return nil }, always(true)); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}
