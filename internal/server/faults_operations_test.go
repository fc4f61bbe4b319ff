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

// An operation that a fault has fail or stick is one where all others are done at
// once, and where they take their time.
func TestFaultsOfOperations(t *testing.T) {
	t.Parallel()
	for pace, async := range map[string]bool{"at once": false, "as Azure": true} {
		d := startBadDayWith(t, func(c *server.Config) { c.AsyncAzure = async })
		d.advance(t, time.Hour)
		past := func() {
			if async {
				d.advance(t, time.Hour)
			}
		}
		status := func(reply servertest.Reply) string {
			t.Helper()
			poll := reply.Header.Get("Azure-AsyncOperation")
			if poll == "" || reply.Header.Get("Retry-After") == "" || reply.Header.Get("Retry-After") == "0" {
				t.Fatalf("%s: no operation to poll: %d %v %s", pace, reply.Status, reply.Header, reply.Body)
			}
			polled := d.Do(http.MethodGet, poll, nil)
			return polled.Text("status") + polled.Text("error.code")
		}
		address := d.machine + "?api-version=2024-07-01"
		state := func() string { return d.Do(http.MethodGet, address, nil).Text("properties.provisioningState") }
		check := func(what, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s, %s: %q, want %q", pace, what, got, want)
			}
		}

		d.add(t, `{"match":{"method":"PUT"},"when":{"times":1},"effect":{"kind":"failOperation","code":"AllocationFailed","message":"No room."}}`)
		put := d.Do(http.MethodPut, address, strings.Replace(machineBody, `"location"`, `"tags":{"new":"1"},"location"`, 1))
		past()
		check("a write that fails", status(put), "FailedAllocationFailed")
		check("its resource", state(), "Failed")
		d.Must(http.MethodPatch, address, `{"properties":{"hardwareProfile":{"vmSize":"Standard_B2s"}}}`)
		past()
		check("the resource after the next write", state(), "Succeeded")

		d.add(t, `{"match":{"method":"POST","path":"**/powerOff"},"when":{"times":1},"effect":{"kind":"failOperation"}}`)
		off := d.Do(http.MethodPost, d.machine+"/powerOff?api-version=2024-07-01", nil)
		past()
		check("an action that fails", status(off), "FailedInternalExecutionError")
		view := d.Do(http.MethodGet, d.machine+"/instanceView?api-version=2024-07-01", nil)
		if !strings.Contains(view.Body, "PowerState/running") {
			t.Errorf("%s: the machine went off all the same: %s", pace, view.Body)
		}

		d.add(t, `{"match":{"method":"DELETE"},"when":{"times":1},"effect":{"kind":"failOperation"}}`)
		gone := d.Do(http.MethodDelete, address, nil)
		past()
		check("a deletion that fails", status(gone), "FailedInternalExecutionError")
		check("what was to be deleted", state(), "Failed")

		stuck := d.add(t, `{"match":{"path":"**/app"},"when":{"times":1},"effect":{"kind":"stickOperation"}}`)
		patched := d.Do(http.MethodPatch, address, `{"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"}}}`)
		past()
		check("a write that sticks", status(patched), "InProgress")
		check("its resource", state(), "Updating")
		if reply := d.Do(http.MethodPatch, address, `{"tags":{}}`); reply.Status != http.StatusConflict {
			t.Errorf("%s: a write meanwhile: %d", pace, reply.Status)
		}
		d.remove(t, stuck)
		check("the write when the fault is gone", status(patched), "Succeeded")
		check("its resource then", state(), "Succeeded")

		stuck = d.add(t, `{"match":{"path":"**/resourceGroups/rg"},"when":{"times":1},"effect":{"kind":"stickOperation"}}`)
		deleted := d.Do(http.MethodDelete, d.group+"?api-version=2021-04-01", nil)
		past()
		if poll := d.Do(http.MethodGet, deleted.Header.Get("Location"), nil); deleted.Status != http.StatusAccepted || poll.Status != http.StatusAccepted {
			t.Errorf("%s: a group's deletion that sticks: %d, then %d", pace, deleted.Status, poll.Status)
		}
		if reply := d.Do(http.MethodPut, d.group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late?api-version=2023-01-31", `{"location":"westus"}`); reply.Text("error.code") != "ResourceGroupBeingDeleted" {
			t.Errorf("%s: a write into it: %d %s", pace, reply.Status, reply.Body)
		}
		d.remove(t, stuck)
		if poll := d.Do(http.MethodGet, deleted.Header.Get("Location"), nil); poll.Status != http.StatusOK {
			t.Errorf("%s: when the fault is gone: %d", pace, poll.Status)
		}
		if reply := d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil); reply.Status != http.StatusNotFound {
			t.Errorf("%s: the group is still there: %d", pace, reply.Status)
		}
	}
}

// A deployment fails with the operation of its resource; what-if meets no fault.
func TestFaultsOfDeployments(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	const template = `{"properties":{"mode":"Incremental","template":{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0",
		"resources":[{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"v","location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}]}}}`
	id := d.add(t, `{"match":{"path":"**/virtualNetworks/v"},"when":{"times":1},"effect":{"kind":"failOperation","code":"Broken","message":"It broke."}}`)
	deployment := d.group + "/providers/Microsoft.Resources/deployments/d"
	d.Do(http.MethodPost, deployment+"/whatIf?api-version=2021-04-01", template)
	if state, _ := d.Server.Faults().Get(id); state.Seen != 0 {
		t.Errorf("what-if met the fault: %+v", state)
	}
	d.Do(http.MethodPut, deployment+"?api-version=2021-04-01", template)
	if reply := d.Do(http.MethodGet, deployment+"?api-version=2021-04-01", nil); reply.Text("properties.provisioningState") != "Failed" || !strings.Contains(reply.Body, "It broke.") {
		t.Errorf("the deployment: %s", reply.Body)
	}
	if reply := d.Do(http.MethodGet, d.group+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", nil); reply.Status != http.StatusNotFound {
		t.Errorf("its resource: %d", reply.Status)
	}
}

// A deployment whose resource is stuck goes on when the fault is gone or its time is
// over, with what depends on it, and ends then; so do those around it.
func TestStuckDeployments(t *testing.T) {
	t.Parallel()
	const (
		frame   = `{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[%s],"outputs":{"made":{"type":"string","value":"all"}}}`
		network = `{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"%s","location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}},"dependsOn":[%s]}`
		nested  = `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","template":%s}}`
	)
	plain := fmt.Sprintf(frame, fmt.Sprintf(network, "first", "")+","+fmt.Sprintf(network, "second", `"first"`))
	for name, template := range map[string]string{"plain": plain, "nested": fmt.Sprintf(frame, fmt.Sprintf(nested, plain))} {
		for pace, async := range map[string]bool{"at once": false, "as Azure": true} {
			for end, limit := range map[string]string{"removed": "", "over": `,"when":{"for":"50m"}`} {
				t.Run(name+", "+pace+", "+end, func(t *testing.T) {
					t.Parallel()
					d := startBadDayWith(t, func(c *server.Config) { c.AsyncAzure = async })
					d.advance(t, time.Hour)
					stuck := d.add(t, `{"match":{"path":"**/virtualNetworks/first"},"effect":{"kind":"stickOperation"}`+limit+`}`)
					deployment := d.group + "/providers/Microsoft.Resources/deployments/d?api-version=2021-04-01"
					put := d.Must(http.MethodPut, deployment, `{"properties":{"mode":"Incremental","template":`+template+`}}`)
					get := func(path string) servertest.Reply { return d.Do(http.MethodGet, path, nil) }
					second := d.group + "/providers/Microsoft.Network/virtualNetworks/second?api-version=2023-11-01"
					for range 4 {
						d.advance(t, 10*time.Minute)
						if poll := get(put.Header.Get("Azure-AsyncOperation")); poll.Text("status") != "Running" {
							t.Errorf("while it is stuck: %s", poll.Body)
						}
					}
					if reply := get(second); reply.Status != http.StatusNotFound {
						t.Errorf("what waits: %d %s", reply.Status, reply.Body)
					}
					if limit == "" {
						d.remove(t, stuck)
					} else {
						d.advance(t, 10*time.Minute)
					}
					for range 3 { // at Azure's pace each step has its own time
						get(deployment)
						if async {
							d.advance(t, time.Minute)
						}
					}
					ended := get(deployment)
					if ended.Text("properties.provisioningState") != "Succeeded" || name == "plain" && ended.Text("properties.outputs.made.value") != "all" {
						t.Errorf("when it is not: %s", ended.Body)
					}
					if lasted := ended.Text("properties.duration"); !strings.HasPrefix(lasted, "PT4") && !strings.HasPrefix(lasted, "PT5") {
						t.Errorf("it lasted %s", lasted)
					}
					if reply := get(second); reply.Text("properties.provisioningState") != "Succeeded" {
						t.Errorf("what waited: %d %s", reply.Status, reply.Body)
					}
				})
			}
		}
	}
}
