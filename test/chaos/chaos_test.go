package chaos_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

const roundsVariable = "AZIMUTH_CHAOS_ROUNDS"

func TestTwoCrashes(t *testing.T) {
	t.Parallel()
	crash(t, 2)
}

func TestChaos(t *testing.T) {
	rounds, err := strconv.Atoi(os.Getenv(roundsVariable))
	if err != nil || rounds < 1 {
		t.Skipf("set %s to a number of rounds, or run make chaos", roundsVariable)
	}
	crash(t, rounds)
}

// crash kills a server as often as it is told, and checks after each restart
// what the round has touched, and in the end everything.
func crash(t *testing.T, rounds int) {
	t.Helper()
	folder, clock := t.TempDir(), fastClock{time.Unix(time.Now().Unix(), 0)}
	all := newLedger()
	p := start(t, folder, clock, false)
	if response, text, err := p.send(http.MethodPut, "/subscriptions/"+p.SubscriptionID+shared+groupVersion, `{"location":"westus"}`); err != nil || response.StatusCode != http.StatusCreated {
		t.Fatalf("%v %s", err, text)
	}
	acknowledged, interrupted := int64(0), 0
	for round := range rounds {
		w := &load{t: t, p: p, l: newLedger(), until: 150 + int64(round*53%97)}
		w.run(round)
		open := inspect(t, folder)
		interrupted += len(open)
		w.l.operations = append(w.l.operations, open...)
		p = start(t, folder, clock, round%2 == 0)
		p.finish(t, w.l)
		p.check(t, w.l)
		acknowledged += w.acks.Load()
		all.add(w.l)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	p.check(t, all)
	p.kill(t)
	if open := inspect(t, folder); len(open) > 0 {
		t.Errorf("operations that never ended: %v", open)
	}
	t.Logf("%d rounds, %d writes acknowledged, %d resources, %d operations; the crashes interrupted %d deletions", rounds, acknowledged, len(all.states), len(all.operations), interrupted)
}

// finish waits until the operations that the crash interrupted have ended well.
func (p *process) finish(t *testing.T, l *ledger) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for _, operation := range l.operations {
		for !p.ended(t, operation) {
			select {
			case <-ctx.Done():
				t.Fatalf("%s does not end", operation)
			case <-tick.C:
			}
		}
	}
}

func (p *process) ended(t *testing.T, operation string) bool {
	t.Helper()
	response, text, err := p.send(http.MethodGet, operation, "")
	if err != nil {
		t.Fatal(err)
	}
	var body struct{ Status string }
	if text != "" {
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			t.Fatalf("%s: %v: %s", operation, err, text)
		}
	}
	if response.StatusCode == http.StatusAccepted || body.Status == "InProgress" {
		return false
	}
	if response.StatusCode != http.StatusOK || body.Status != "" && body.Status != "Succeeded" {
		t.Errorf("%s: %d %s", operation, response.StatusCode, text)
	}
	return true
}

// check finds every resource in a state in which it may be.
func (p *process) check(t *testing.T, l *ledger) {
	t.Helper()
	for address, states := range l.states {
		if got := p.state(t, address); !slices.Contains(states, got) {
			t.Errorf("%s is %q; it may be %q", address, got, states)
		}
	}
}

// state is a resource's tag, the type of its identity and its capacity.
func (p *process) state(t *testing.T, address string) string {
	t.Helper()
	response, text, err := p.send(http.MethodGet, address, "")
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode == http.StatusNotFound {
		return gone
	}
	var shown struct {
		Tags     struct{ N string }
		Identity struct{ Type string }
		Sku      struct{ Capacity json.Number }
	}
	if err := json.Unmarshal([]byte(text), &shown); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s (%v)", address, response.StatusCode, text, err)
	}
	if shown.Identity.Type == "" {
		shown.Identity.Type = "None"
	}
	return shown.Tags.N + " " + shown.Identity.Type + " " + shown.Sku.Capacity.String()
}
