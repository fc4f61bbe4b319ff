package server_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// badDay is a server whose faults a test arranges, with a machine that holds an identity.
type badDay struct {
	*servertest.World
	t       *testing.T
	clock   *clock.Clock
	group   string
	machine string
	handle  string

	mu   sync.Mutex
	seen []server.Exchange
}

func startBadDay(t *testing.T) *badDay {
	t.Helper()
	return startBadDayWith(t, func(*server.Config) {})
}

func startBadDayWith(t *testing.T, change func(*server.Config)) *badDay {
	t.Helper()
	d := &badDay{t: t, clock: clock.At(time.Now().Truncate(time.Second), time.Now)}
	d.World = servertest.Start(t, func(c *server.Config) {
		c.Clock = d.clock
		change(c)
		c.Observe = func(x server.Exchange) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.seen = append(d.seen, x)
		}
	})
	d.group = d.Subscription() + "/resourceGroups/rg"
	d.machine = d.group + "/providers/Microsoft.Compute/virtualMachines/app"
	d.Must(http.MethodPut, d.group+"?api-version=2021-04-01", `{"location":"westus"}`)
	d.Must(http.MethodPut, d.machine+"?api-version=2024-07-01", machineBody)
	d.handle = d.Handle(d.machine)
	return d
}

// add adds a fault by the administration's API, and takes it away when the test ends.
func (d *badDay) add(t *testing.T, rule string) string {
	t.Helper()
	reply := d.Do(http.MethodPost, "/providers/Azimuth/faults?api-version=2022-12-01", rule)
	if reply.Status != http.StatusCreated {
		t.Fatalf("%s: %d %s", rule, reply.Status, reply.Body)
	}
	id := reply.Text("value.0.id")
	t.Cleanup(func() { d.remove(t, id) })
	return id
}

func (d *badDay) remove(t *testing.T, id string) {
	t.Helper()
	reply := d.Do(http.MethodDelete, "/providers/Azimuth/faults/"+id+"?api-version=2022-12-01", nil)
	if reply.Status != http.StatusOK && reply.Status != http.StatusNoContent {
		t.Errorf("removing the fault %s: %d %s", id, reply.Status, reply.Body)
	}
}

func (d *badDay) advance(t *testing.T, by time.Duration) {
	t.Helper()
	if err := d.Server.AdvanceClock(t.Context(), by); err != nil {
		t.Fatal(err)
	}
}

// last is the newest exchange.
func (d *badDay) last() server.Exchange {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen[len(d.seen)-1]
}
