package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const setBody = `{"location":"westus","sku":{"name":"Standard_D1_v2","capacity":1},"identity":{"type":"SystemAssigned"},
	"properties":{"upgradePolicy":{"mode":"Manual"},"virtualMachineProfile":{}}}`

// slow is a world in which operations take time, with a group.
func slow(t *testing.T) (w *servertest.World, group string) {
	t.Helper()
	w = servertest.Start(t, func(c *server.Config) { c.AsyncAzure = true })
	group = w.Subscription() + "/resourceGroups/slow"
	w.Must(http.MethodPut, group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	return w, group
}

func TestWriteTakesItsTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	created := w.Do(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	poll := created.Header.Get("Azure-Asyncoperation")
	if created.Status != http.StatusCreated || poll == "" || created.Header.Get("Retry-After") != "10" || created.Text("properties.provisioningState") != "Creating" {
		t.Fatalf("%d %v %s", created.Status, created.Header, created.Body)
	}
	if location := created.Header.Get("Location"); location != "" {
		t.Errorf("a write has the Location %s", location)
	}
	if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "InProgress" {
		t.Errorf("the operation is %s at once", got)
	}
	if got := w.Do(http.MethodGet, set+"?api-version=2024-07-01", nil).Text("properties.provisioningState"); got != "Creating" {
		t.Errorf("the scale set is %s at once", got)
	}
	busy := w.Do(http.MethodPatch, set+"?api-version=2024-07-01", `{"identity":{"type":"None"}}`)
	if busy.Status != http.StatusConflict || busy.Text("error.code") != "AnotherOperationInProgress" {
		t.Errorf("a write meanwhile: %d %s", busy.Status, busy.Body)
	}
	w.Clock.Advance(time.Minute)
	ended := w.Do(http.MethodGet, poll, nil)
	if ended.Text("status") != "Succeeded" || ended.Text("endTime") == "" || !strings.Contains(poll, ended.Text("name")) {
		t.Errorf("the operation: %s", ended.Body)
	}
	if got := w.Do(http.MethodGet, set+"?api-version=2024-07-01", nil).Text("properties.provisioningState"); got != "Succeeded" {
		t.Errorf("the scale set is %s at the end", got)
	}
	if patched := w.Do(http.MethodPatch, set+"?api-version=2024-07-01", `{"tags":{"a":"b"}}`); patched.Status != http.StatusOK || patched.Header.Get("Azure-Asyncoperation") != "" {
		t.Errorf("tags alone: %d %v", patched.Status, patched.Header)
	}
	action := w.Do(http.MethodPost, set+"/manualupgrade?api-version=2024-07-01", `{"instanceIds":["*"]}`)
	if action.Status != http.StatusAccepted || action.Body != "" || action.Header.Get("Location") == "" || action.Header.Get("Azure-Asyncoperation") == "" {
		t.Errorf("an action: %d %v %s", action.Status, action.Header, action.Body)
	}
}

func TestDeletionTakesItsTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	handle := w.Handle(set + "/virtualMachines/0")
	w.Clock.Advance(time.Minute)
	begun := w.Do(http.MethodDelete, group+"?api-version=2022-09-01", nil)
	result := begun.Header.Get("Location")
	if begun.Status != http.StatusAccepted || begun.Body != "" || result == "" || begun.Header.Get("Retry-After") != "15" {
		t.Fatalf("%d %v %s", begun.Status, begun.Header, begun.Body)
	}
	if got := w.Do(http.MethodGet, result, nil); got.Status != http.StatusAccepted || got.Header.Get("Location") == "" {
		t.Errorf("the result at once: %d %v", got.Status, got.Header)
	}
	if got := w.Do(http.MethodGet, group+"?api-version=2022-09-01", nil).Text("properties.provisioningState"); got != "Deleting" {
		t.Errorf("the group is %s at once", got)
	}
	inside := w.Do(http.MethodPut, group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late?api-version=2023-01-31", `{"location":"westus"}`)
	if inside.Status != http.StatusConflict || inside.Text("error.code") != "ResourceGroupBeingDeleted" {
		t.Errorf("a write into the group: %d %s", inside.Status, inside.Body)
	}
	if got := w.MachineToken(handle, ""); got.Status != http.StatusOK {
		t.Errorf("a machine that is still there gets %d %s", got.Status, got.Body)
	}
	w.Clock.Advance(time.Minute)
	if got := w.Do(http.MethodGet, result, nil); got.Status != http.StatusOK || got.Body != "" {
		t.Errorf("the result at the end: %d %s", got.Status, got.Body)
	}
	if got := w.Do(http.MethodGet, group+"?api-version=2022-09-01", nil); got.Status != http.StatusNotFound {
		t.Errorf("the group at the end: %d", got.Status)
	}
	if got := w.MachineToken(handle, ""); got.Text("error_description") != "Identity not found" {
		t.Errorf("a machine that is gone gets %d %s", got.Status, got.Body)
	}
}

// What stands in the way of a deletion is said at once; what comes into its way
// meanwhile fails the operation, and the resource stays.
func TestDeletionThatCannotBe(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	network := group + "/providers/Microsoft.Network/virtualNetworks/net"
	w.Must(http.MethodPut, network+"?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	w.Clock.Advance(time.Minute)
	nic := func(name string) (id, body string) {
		return group + "/providers/Microsoft.Network/networkInterfaces/" + name,
			`{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"` + network + `/subnets/s"}}}]}}`
	}
	first, body := nic("first")
	w.Must(http.MethodPut, first+"?api-version=2023-11-01", body)
	w.Clock.Advance(time.Minute)
	if got := w.Do(http.MethodDelete, network+"?api-version=2023-11-01", nil); got.Status != http.StatusBadRequest || got.Text("error.code") != "InUseSubnetCannotBeDeleted" {
		t.Fatalf("a network that is used: %d %s", got.Status, got.Body)
	}
	if got := w.Do(http.MethodDelete, first+"?api-version=2023-11-01", nil); got.Status != http.StatusAccepted {
		t.Fatalf("the interface: %d %s", got.Status, got.Body)
	}
	w.Clock.Advance(time.Minute)
	begun := w.Do(http.MethodDelete, network+"?api-version=2023-11-01", nil)
	if begun.Status != http.StatusAccepted {
		t.Fatalf("a network that is free: %d %s", begun.Status, begun.Body)
	}
	second, body := nic("second")
	w.Must(http.MethodPut, second+"?api-version=2023-11-01", body)
	w.Clock.Advance(time.Minute)
	if got := w.Do(http.MethodGet, begun.Header.Get("Azure-Asyncoperation"), nil); got.Text("status") != "Failed" || got.Text("error.code") != "InUseSubnetCannotBeDeleted" {
		t.Errorf("the operation: %s", got.Body)
	}
	if got := w.Do(http.MethodGet, network+"?api-version=2023-11-01", nil); got.Text("properties.provisioningState") != "Succeeded" {
		t.Errorf("the network: %d %s", got.Status, got.Body)
	}
}
