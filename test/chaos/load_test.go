package chaos_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// workers is how many clients work at once.
const workers = 8

const (
	groupVersion    = "?api-version=2022-09-01"
	identityVersion = "?api-version=2023-01-31"
	machineVersion  = "?api-version=2024-07-01"
)

// load is the work of one round, until the server is killed.
type load struct {
	t      *testing.T
	p      *process
	l      *ledger
	acks   atomic.Int64
	until  int64 // acknowledgements after which the server is killed
	killed atomic.Bool
}

// send asks and reads the whole answer.
func (p *process) send(method, address, body string) (*http.Response, string, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, p.ResourceManager+address, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := p.client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

// write sends a change that brings a resource to a state. It reports false when
// the server is gone.
func (w *load) write(method, address, body, state string) bool {
	touched := []string{address}
	if state == gone && !strings.Contains(address, "/providers/") {
		touched = w.l.beneath(strings.TrimSuffix(address, groupVersion))
	}
	end := w.l.begin(state, touched...)
	response, text, err := w.p.send(method, address, body)
	if err != nil {
		if !w.killed.Load() {
			w.t.Errorf("%s %s: %v", method, address, err)
		}
		return false
	}
	for _, header := range []string{"Azure-AsyncOperation", "Location"} {
		if at := response.Header.Get(header); strings.HasPrefix(at, w.p.ResourceManager) {
			w.l.began(strings.TrimPrefix(at, w.p.ResourceManager))
		}
	}
	switch busy := w.p.async && response.StatusCode == http.StatusConflict; {
	case response.StatusCode < http.StatusBadRequest:
		end(true)
	case busy:
		end(false) // an operation runs on it: nothing was changed
		return true
	default:
		end(false)
		w.t.Errorf("%s %s: %d %s", method, address, response.StatusCode, text)
	}
	if w.acks.Add(1) == w.until {
		w.killed.Store(true)
		w.p.kill(w.t)
	}
	return true
}

// run lets the workers work until the server is gone.
func (w *load) run(round int) {
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			for i := 0; w.step(item{w.p.SubscriptionID, fmt.Sprintf("r%dw%d", round, worker)}, i); i++ {
			}
		})
	}
	wait.Wait()
}

// step makes one set of resources, changes the one before, and deletes the one
// before that.
func (w *load) step(of item, i int) bool {
	steps := of.create(i)
	if i >= 1 {
		steps = append(steps, of.change(i-1)...)
	}
	if i >= 2 {
		steps = append(steps, of.remove(i-2)...)
	}
	for _, s := range steps {
		if !w.write(s.method, s.address, s.body, s.state) {
			return false
		}
	}
	return true
}

// item names the resources of one worker.
type item struct{ subscription, worker string }

// change is one request, and the state to which it brings the resource.
type change struct{ method, address, body, state string }

const shared = "/resourceGroups/chaos"

func (m item) group(i int) string {
	return fmt.Sprintf("/subscriptions/%s/resourceGroups/%s-%d", m.subscription, m.worker, i)
}

func (m item) in(group, kind string, i int) string {
	return fmt.Sprintf("%s/providers/%s/%s-%d", group, kind, m.worker, i)
}

func (m item) addresses(i int) (user, machine, set string) {
	group := "/subscriptions/" + m.subscription + shared
	return m.in(group, "Microsoft.ManagedIdentity/userAssignedIdentities", i),
		m.in(group, "Microsoft.Compute/virtualMachines", i),
		m.in(group, "Microsoft.Compute/virtualMachineScaleSets", i)
}

func (m item) create(i int) []change {
	user, machine, set := m.addresses(i)
	both := `"identity":{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{"` + user + `":{}}}`
	inner := m.in(m.group(i), "Microsoft.ManagedIdentity/userAssignedIdentities", i)
	return []change{
		{"PUT", user + identityVersion, `{"location":"westus","tags":{"n":"1"}}`, "1 None "},
		{"PUT", machine + machineVersion, `{"location":"westus","tags":{"n":"1"},` + both + `,"properties":{"hardwareProfile":{"vmSize":"Standard_D2_v2"},
			"storageProfile":{"imageReference":{"publisher":"p","offer":"o","sku":"s","version":"latest"},"osDisk":{"createOption":"FromImage"}},
			"osProfile":{"computerName":"c","adminUsername":"u"},"networkProfile":{"networkInterfaces":[]}}}`, "1 SystemAssigned, UserAssigned "},
		{"PUT", set + machineVersion, `{"location":"westus","tags":{"n":"1"},"sku":{"name":"Standard_D1_v2","capacity":2},` + both + `,
			"properties":{"upgradePolicy":{"mode":"Automatic"},"virtualMachineProfile":{}}}`, "1 SystemAssigned, UserAssigned 2"},
		{"PUT", m.group(i) + groupVersion, `{"location":"westus","tags":{"n":"1"}}`, "1 None "},
		{"PUT", inner + identityVersion, `{"location":"westus","tags":{"n":"1"}}`, "1 None "},
	}
}

func (m item) change(i int) []change {
	user, machine, set := m.addresses(i)
	return []change{
		{"PATCH", user + identityVersion, `{"tags":{"n":"2"}}`, "2 None "},
		{"PATCH", machine + machineVersion, `{"tags":{"n":"2"},"identity":{"type":"None"}}`, "2 None "},
		{"PATCH", set + machineVersion, fmt.Sprintf(`{"tags":{"n":"2"},"sku":{"name":"Standard_D1_v2","capacity":%d},"identity":{"type":"SystemAssigned"}}`, 1+i%2*3), fmt.Sprintf("2 SystemAssigned %d", 1+i%2*3)},
	}
}

func (m item) remove(i int) []change {
	user, machine, set := m.addresses(i)
	return []change{
		{"DELETE", machine + machineVersion, "", gone},
		{"DELETE", set + machineVersion, "", gone},
		{"DELETE", user + identityVersion, "", gone},
		{"DELETE", m.group(i) + groupVersion, "", gone},
	}
}
