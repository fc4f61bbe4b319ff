package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// askEvents asks for a machine's scheduled events, or, with an id, consents to one.
func askEvents(w *servertest.World, machine, consent string) servertest.Reply {
	method, body := http.MethodGet, any(nil)
	if consent != "" {
		method, body = http.MethodPost, `{"StartRequests":[{"EventId":"`+consent+`"}]}`
	}
	return w.As("", method, w.Metadata+"/vm/"+w.Handle(machine)+"/metadata/scheduledevents?api-version=2020-07-01", body, "Metadata", "true")
}

// Where operations take time, an event has started for as long as its operation runs
// after the machine's consent.
func TestEventsTakeTheirTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", strings.Replace(setBody, `"virtualMachineProfile":{}`,
		`"virtualMachineProfile":{"scheduledEventsProfile":{"terminateNotificationProfile":{"enable":true}}}`, 1))
	w.Clock.Advance(time.Minute)
	instance := set + "/virtualMachines/0"
	if first := askEvents(w, instance, ""); first.Status != http.StatusOK {
		t.Fatalf("%d %s", first.Status, first.Body)
	}
	for _, step := range []struct {
		method, url, kind string
		takes             time.Duration
	}{
		{http.MethodPost, instance + "/restart", "Reboot", 10 * time.Second},
		{http.MethodPost, set + "/redeploy", "Redeploy", 10 * time.Second},
		{http.MethodDelete, instance, "Terminate", 20 * time.Second},
	} {
		begun := w.Do(step.method, step.url+"?api-version=2024-07-01", nil)
		poll := begun.Header.Get("Azure-Asyncoperation")
		scheduled := askEvents(w, instance, "")
		id := scheduled.Text("Events.0.EventId")
		if begun.Status != http.StatusAccepted || begun.Header.Get("Retry-After") != "10" || scheduled.Text("Events.0.EventType") != step.kind || scheduled.Text("Events.0.EventStatus") != "Scheduled" {
			t.Fatalf("%s: %d %v, %s", step.kind, begun.Status, begun.Header, scheduled.Body)
		}
		w.Clock.Advance(time.Minute)
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "InProgress" {
			t.Errorf("%s: the operation is %s before the consent", step.kind, got)
		}
		if got := askEvents(w, instance, id); got.Status != http.StatusOK {
			t.Errorf("%s: consent: %d %s", step.kind, got.Status, got.Body)
		}
		started := askEvents(w, instance, "")
		if started.Text("Events.0.EventStatus") != "Started" || started.At("Events.0.NotBefore") != "" || started.Text("Events.0.EventId") != id ||
			started.At("DocumentIncarnation") != scheduled.At("DocumentIncarnation").(float64)+1 {
			t.Errorf("%s: started: %s", step.kind, started.Body)
		}
		w.Clock.Advance(step.takes - time.Second)
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "InProgress" {
			t.Errorf("%s: the operation is %s while it runs", step.kind, got)
		}
		w.Clock.Advance(time.Second)
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "Succeeded" {
			t.Errorf("%s: the operation is %s at the end", step.kind, got)
		}
		if step.kind != "Terminate" {
			if over := askEvents(w, instance, ""); over.Member("Events") != "[]" {
				t.Errorf("%s: over: %s", step.kind, over.Body)
			}
		}
	}
	if got := w.Do(http.MethodGet, instance+"?api-version=2024-07-01", nil); got.Status != http.StatusNotFound {
		t.Errorf("the instance at the end: %d", got.Status)
	}
}

// Machines of an availability set see each other's events, and others do not.
func TestEventsOfAnAvailabilitySet(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	group := w.Subscription() + "/resourceGroups/g"
	const version = "?api-version=2024-07-01"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`)
	places := group + "/providers/Microsoft.Compute/availabilitySets/places"
	w.Must(http.MethodPut, places+version, `{"location":"westus","sku":{"name":"Aligned"}}`)
	machine := func(name string) string { return group + "/providers/Microsoft.Compute/virtualMachines/" + name }
	for name, set := range map[string]string{"one": places, "two": strings.Replace(places, "/places", "/PLACES", 1)} {
		w.Must(http.MethodPut, machine(name)+version, strings.Replace(machineBody, `"properties":{`, `"properties":{"availabilitySet":{"id":"`+set+`"},`, 1))
	}
	w.Must(http.MethodPut, machine("three")+version, machineBody)
	askEvents(w, machine("two"), "")
	if got := w.Do(http.MethodPost, machine("three")+"/restart"+version, nil); got.Status != http.StatusOK {
		t.Errorf("a machine that did not ask: %d %s", got.Status, got.Body)
	}
	if got := w.Do(http.MethodPost, machine("one")+"/restart"+version, nil); got.Status != http.StatusAccepted {
		t.Errorf("a machine whose neighbour asked: %d %s", got.Status, got.Body)
	}
	told := askEvents(w, machine("two"), "")
	if told.Text("Events.0.Resources.0") != "one" {
		t.Errorf("the neighbour: %s", told.Body)
	}
	if other := askEvents(w, machine("three"), ""); other.Member("Events") != "[]" {
		t.Errorf("another machine: %s", other.Body)
	}
	id := told.Text("Events.0.EventId")
	if got := askEvents(w, machine("three"), id); got.Status != http.StatusBadRequest {
		t.Errorf("another machine consents: %d", got.Status)
	}
	if got := askEvents(w, machine("two"), id); got.Status != http.StatusOK {
		t.Errorf("the neighbour consents: %d", got.Status)
	}
	if got := askEvents(w, machine("one"), ""); got.Member("Events") != "[]" {
		t.Errorf("afterwards: %s", got.Body)
	}
}

// What waits when the server stops goes on when it runs again, consent and time included.
func TestEventsSurviveARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start := func() *servertest.World {
		return servertest.Start(t, func(c *server.Config) { c.Data, c.Store = data, "sqlite" })
	}
	w := start()
	const version = "?api-version=2024-07-01"
	group := w.Subscription() + "/resourceGroups/g"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`)
	one, two := group+"/providers/Microsoft.Compute/virtualMachines/one", group+"/providers/Microsoft.Compute/virtualMachines/two"
	var polls []string
	for _, machine := range []string{one, two} {
		w.Must(http.MethodPut, machine+version, machineBody)
		askEvents(w, machine, "")
		begun := w.Do(http.MethodPost, machine+"/deallocate"+version, nil)
		polls = append(polls, strings.TrimPrefix(begun.Header.Get("Azure-Asyncoperation"), w.ResourceManager))
	}
	id := askEvents(w, one, "").Text("Events.0.EventId")
	w.Stop()

	w = start()
	state := func(machine string) string {
		return w.Do(http.MethodGet, machine+"/instanceView"+version, nil).Text("statuses.1.code")
	}
	if state(one) != "PowerState/running" || state(two) != "PowerState/running" {
		t.Errorf("after the restart: %s, %s", state(one), state(two))
	}
	if got := askEvents(w, one, ""); got.Text("Events.0.EventId") != id {
		t.Errorf("the event after the restart: %s", got.Body)
	}
	if got := askEvents(w, one, id); got.Status != http.StatusOK {
		t.Errorf("consent: %d %s", got.Status, got.Body)
	}
	if state(one) != "PowerState/deallocated" || state(two) != "PowerState/running" {
		t.Errorf("after the consent of one: %s, %s", state(one), state(two))
	}
	w.Clock.Advance(11 * time.Minute)
	if state(two) != "PowerState/deallocated" {
		t.Errorf("at its time: %s", state(two))
	}
	for _, poll := range polls {
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "Succeeded" {
			t.Errorf("an operation is %s", got)
		}
	}
}

// A machine that has not asked for a day is told no longer, and waited for no longer;
// what was kept for it goes.
func TestEventsEndAfterADay(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	const version = "?api-version=2024-07-01"
	group := w.Subscription() + "/resourceGroups/g"
	machine := group + "/providers/Microsoft.Compute/virtualMachines/one"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`)
	w.Must(http.MethodPut, machine+version, machineBody)
	for _, c := range []struct {
		later  time.Duration
		status int
	}{{23 * time.Hour, http.StatusAccepted}, {24 * time.Hour, http.StatusOK}} {
		for range 3 { // what it asks within a minute counts too
			w.Clock.Advance(30 * time.Second)
			askEvents(w, machine, "")
		}
		w.Clock.Advance(c.later)
		token := w.Token(w.ClientID, w.ClientSecret)
		got := w.As(token, http.MethodPost, machine+"/restart"+version, nil)
		if got.Status != c.status {
			t.Errorf("restarted %v after the last question: %d %s", c.later, got.Status, got.Body)
		}
		w.Clock.Advance(15 * time.Minute)
		w.As(token, http.MethodGet, group+"?api-version=2021-04-01", nil)
	}
}
