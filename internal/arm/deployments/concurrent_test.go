package deployments_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// Of deployments of one name that come at once, each either runs whole or is
// refused; of others each runs.
func TestAtTheSameTime(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	token := w.Token(w.ClientID, w.ClientSecret)
	const each = 8
	statuses := make([]string, 2*each)
	var wait sync.WaitGroup
	for i := range 2 * each {
		wait.Go(func() {
			name := "one"
			if i >= each {
				name = fmt.Sprintf("d%d", i)
			}
			var resources []string
			for j := range 20 {
				resources = append(resources, identity(fmt.Sprintf("id-%d-%d", i, j)))
			}
			reply := w.As(token, http.MethodPut, w.deployment(name)+apiVersion, body(strings.Join(resources, ",")))
			statuses[i] = reply.Text("properties.provisioningState") + reply.Text("error.code")
		})
	}
	wait.Wait()
	good := 0
	for i, status := range statuses {
		switch {
		case status == "Succeeded":
			good++
			for j := range 20 {
				w.Must(http.MethodGet, w.identityID(fmt.Sprintf("id-%d-%d", i, j))+"?api-version=2023-01-31", nil)
			}
		case status != "DeploymentActive" || i >= each:
			t.Errorf("%d: %s", i, status)
		}
	}
	if good < each+1 {
		t.Errorf("only %d succeeded", good)
	}
}

// Side by side the subnets of one network do not get into each other's way.
func TestManyOfOneParent(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	subnets := `{"type":"Microsoft.Network/virtualNetworks/subnets","apiVersion":"2023-11-01","name":"[concat('v/s',copyIndex())]","dependsOn":["v"],"copy":{"name":"subnets","count":100},"properties":{"addressPrefix":"[concat('10.0.',copyIndex(),'.0/24')]"}}`
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(network("v", "")+","+subnets))
	same(t, any("Succeeded"), reply.At("properties.provisioningState"))
	if count := len(w.Must(http.MethodGet, w.networkID("v")+"/subnets?api-version=2023-11-01", nil).At("value").([]any)); count != 100 {
		t.Errorf("%d subnets", count)
	}
}

// At Azure's pace they wait for each other.
func TestManyOfOneParentAtAzuresPace(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	subnets := `{"type":"Microsoft.Network/virtualNetworks/subnets","apiVersion":"2023-11-01","name":"[concat('v/s',copyIndex())]","dependsOn":["v"],"copy":{"name":"subnets","count":3},"properties":{"addressPrefix":"[concat('10.0.',copyIndex(),'.0/24')]"}}`
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, body(network("v", "")+","+subnets))
	status := ""
	for range 20 {
		w.Clock.Advance(minute / 6)
		if status = w.status(put); status != "Running" {
			break
		}
	}
	same(t, "Succeeded", status)
}

// A deployment registers what its subscription has given up.
func TestRegistration(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	provider := w.Subscription() + "/providers/Microsoft.Network"
	w.Must(http.MethodPost, provider+"/unregister"+apiVersion, nil)
	w.Must(http.MethodPost, w.deployment("d")+"/validate"+apiVersion, body(network("v", "")))
	same(t, any("Unregistered"), w.Must(http.MethodGet, provider+apiVersion, nil).At("registrationState"))
	same(t, any("Succeeded"), w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(network("v", ""))).At("properties.provisioningState"))
	same(t, any("Registered"), w.Must(http.MethodGet, provider+apiVersion, nil).At("registrationState"))
}
