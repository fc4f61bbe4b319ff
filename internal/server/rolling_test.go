package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const rollingBody = `{"location":"westus","sku":{"name":"Standard_D1_v2","capacity":3},
	"properties":{"upgradePolicy":{"mode":"Rolling"},"virtualMachineProfile":{}}}`

// rollingSet is a scale set of which one instance is being upgraded to have an
// identity, and two are to come; poll is where its operation is asked for.
func rollingSet(t *testing.T, w *servertest.World) (set, poll string) {
	t.Helper()
	group := w.Subscription() + "/resourceGroups/rolling"
	w.Must(http.MethodPut, group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	set = group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+setVersion, rollingBody)
	w.Clock.Advance(time.Minute)
	begun := w.Do(http.MethodPatch, set+setVersion, `{"identity":{"type":"SystemAssigned"}}`)
	if begun.Status != http.StatusOK {
		t.Fatalf("%d %s", begun.Status, begun.Body)
	}
	if got := progress(w, set); got != "RollingForward 0 1 2" {
		t.Fatalf("at the beginning: %s", got)
	}
	return set, strings.TrimPrefix(begun.Header.Get("Azure-Asyncoperation"), w.ResourceManager)
}

const setVersion = "?api-version=2024-07-01"

// progress is the state of a set's rolling upgrade, and how many instances are done,
// under way and to come.
func progress(w *servertest.World, set string) string {
	latest := w.Do(http.MethodGet, set+"/rollingUpgrades/latest"+setVersion, nil)
	const counts = "properties.progress."
	return fmt.Sprint(latest.Text("properties.runningStatus.code"), " ", latest.At(counts+"successfulInstanceCount"), " ", latest.At(counts+"inProgressInstanceCount"), " ", latest.At(counts+"pendingInstanceCount"))
}

// holders are which instances of three get a token.
func holders(w *servertest.World, set string) string {
	text := ""
	for i := range 3 {
		reply := w.MachineToken(w.Handle(fmt.Sprint(set, "/virtualMachines/", i)), "")
		text += map[bool]string{true: "y", false: "n"}[reply.Status == http.StatusOK]
	}
	return text
}

// A rolling upgrade that is under way when the server stops goes on where it was.
func TestRollingUpgradesSurviveARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start := func() *servertest.World {
		return servertest.Start(t, func(c *server.Config) { c.Data, c.Store, c.AsyncAzure = data, "sqlite", true })
	}
	w := start()
	set, poll := rollingSet(t, w)
	w.Stop()

	w = start()
	if got := progress(w, set) + " " + holders(w, set); got != "RollingForward 0 1 2 ynn" {
		t.Errorf("after the restart: %s", got)
	}
	w.Clock.Advance(time.Minute + 45*time.Second) // the clock before was a minute ahead
	if got := progress(w, set) + " " + holders(w, set); got != "RollingForward 1 1 1 yyn" {
		t.Errorf("at the second batch: %s", got)
	}
	w.Clock.Advance(time.Hour)
	if got := progress(w, set) + " " + holders(w, set); got != "Completed 3 0 0 yyy" {
		t.Errorf("at the end: %s", got)
	}
	if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "Succeeded" {
		t.Errorf("the operation is %s", got)
	}
}

// A snapshot has the upgrade as it was, and it goes on where the snapshot is loaded.
func TestSnapshotsCarryRollingUpgrades(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.AsyncAzure = true })
	set, poll := rollingSet(t, w)
	state := w.Must(http.MethodGet, "/providers/Azimuth/state?api-version=2022-12-01", nil).Body
	w.Clock.Advance(30 * time.Second)
	if got := progress(w, set); got != "RollingForward 1 1 1" {
		t.Errorf("at the second batch: %s", got)
	}
	if gone := w.Do(http.MethodDelete, set+setVersion, nil); gone.Status != http.StatusAccepted {
		t.Fatalf("%d %s", gone.Status, gone.Body)
	}
	w.Clock.Advance(time.Minute)
	if got := w.Do(http.MethodGet, set+setVersion, nil); got.Status != http.StatusNotFound {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	w.Must(http.MethodPut, "/providers/Azimuth/state?api-version=2022-12-01", state)
	// A minute and a half have passed since, and with them three batches.
	if got := progress(w, set) + " " + holders(w, set); got != "Completed 3 0 0 yyy" {
		t.Errorf("after it was loaded: %s", got)
	}
	if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "Succeeded" {
		t.Errorf("the operation is %s", got)
	}
}
