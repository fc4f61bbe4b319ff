package azimuthtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

func TestTokensExpireByTheClock(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)
	token := vm.Token(manager)
	s.Clock.Advance(23 * time.Hour)
	if got := read(t, vm.Client(), rg, token); got != http.StatusOK {
		t.Errorf("after 23 hours: %d", got)
	}
	s.Clock.Advance(2 * time.Hour)
	if got := read(t, vm.Client(), rg, token); got != http.StatusUnauthorized {
		t.Errorf("after 25 hours: %d", got)
	}
	if got := read(t, vm.Client(), rg, vm.Token(manager)); got != http.StatusOK {
		t.Errorf("a new token after 25 hours: %d", got)
	}
	rg.VM("later").SystemAssigned() // the builder's own token has expired, too
}

func TestClockStandsStill(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	s := azimuthtest.Start(t, azimuthtest.At(at))
	vm := s.ResourceGroup("rg").VM("app").SystemAssigned()
	expires := at.Add(24 * time.Hour).Unix()
	if got := azimuthtest.Claims(t, vm.Token(manager))["exp"]; got != float64(expires) {
		t.Errorf("exp %v, want %d", got, expires)
	}
	s.Clock.Advance(time.Hour)
	if got := s.Clock.Now(); !got.Equal(at.Add(time.Hour)) {
		t.Errorf("an hour after %v: %v", at, got)
	}
}

// An operation that takes its time ends when the clock is moved, at once.
func TestOperationsEndByTheClock(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t, azimuthtest.AsyncAzure())
	rg := s.ResourceGroup("rg")
	path := rg.ID + "?api-version=2021-04-01"
	if err := s.Do(http.MethodDelete, path, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Do(http.MethodGet, path, nil, nil); err != nil {
		t.Errorf("while it is deleted: %v", err)
	}
	s.Clock.Advance(time.Hour)
	if err := s.Do(http.MethodGet, path, nil, nil); err == nil {
		t.Error("the group is there an hour after its deletion")
	}
}

// Keys take turns, and the one before is good for what it signed.
func TestKeysTakeTurns(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	published := func() (n int) {
		var keys struct{ Value []struct{ Kid string } }
		if err := s.Do(http.MethodGet, "/providers/Azimuth/signingKeys?api-version=2022-12-01", nil, &keys); err != nil {
			t.Fatal(err)
		}
		return len(keys.Value)
	}
	if got := published(); got != 1 {
		t.Fatalf("%d keys at the beginning", got)
	}
	s.Clock.Advance(45 * 24 * time.Hour)
	if got := published(); got != 2 {
		t.Errorf("%d keys after 45 days, want the old one and the new one", got)
	}
}
