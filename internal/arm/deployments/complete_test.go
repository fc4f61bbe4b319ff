package deployments_test

import (
	"net/http"
	"strings"
	"testing"
)

func complete(resources string) string {
	return strings.Replace(body(resources), "Incremental", "complete", 1)
}

const lockAddress = "/providers/Microsoft.Authorization/locks/l?api-version=2020-05-01"

// Complete mode deletes what no template names, users before what they use.
func TestCompleteMode(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.Must(http.MethodPut, w.networkID("a")+"?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	nic := w.rg + "/providers/Microsoft.Network/networkInterfaces/z?api-version=2023-11-01"
	w.Must(http.MethodPut, nic, `{"location":"westus","properties":{"ipConfigurations":[{"name":"i","properties":{"subnet":{"id":"`+w.networkID("a")+`/subnets/s"}}}]}}`)
	w.Must(http.MethodPut, w.identityID("kept")+"?api-version=2023-01-31", `{"location":"westus"}`)
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","template":` + templateOf(identity("inside")) + `}}`

	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, complete(identity("kept")+","+inner))
	same(t, any("Succeeded"), reply.At("properties.provisioningState"))
	same(t, any("Complete"), reply.At("properties.mode"))
	expect(t, w.Do(http.MethodGet, nic, nil), 404, "ResourceNotFound")
	expect(t, w.Do(http.MethodGet, w.networkID("a")+"?api-version=2023-11-01", nil), 404, "ResourceNotFound")
	w.Must(http.MethodGet, w.identityID("kept")+"?api-version=2023-01-31", nil)
	w.Must(http.MethodGet, w.identityID("inside")+"?api-version=2023-01-31", nil)
	operations := w.Must(http.MethodGet, w.deployment("d")+"/operations"+apiVersion, nil).Body
	if strings.Count(operations, `"provisioningOperation":"Delete"`) != 2 {
		t.Errorf("the deletions are not among the operations: %s", operations)
	}
}

// A deployment that fails deletes nothing.
func TestCompleteModeAfterAFailure(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.Must(http.MethodPut, w.identityID("old")+"?api-version=2023-01-31", `{"location":"westus"}`)
	same(t, any("Failed"), w.Must(http.MethodPut, w.deployment("d")+apiVersion, complete(missingSubnet)).At("properties.provisioningState"))
	w.Must(http.MethodGet, w.identityID("old")+"?api-version=2023-01-31", nil)
	expect(t, w.Do(http.MethodPut, w.Subscription()+"/providers/Microsoft.Resources/deployments/d"+apiVersion, strings.Replace(complete(""), "{", `{"location":"westus",`, 1)), 400, "InvalidDeployment")
}

func TestCompleteModeAtAzuresPace(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	w.Must(http.MethodPut, w.networkID("old")+"?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`)
	w.Clock.Advance(minute)
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, complete(""))
	w.Clock.Advance(minute)
	same(t, "Running", w.status(put))
	w.Clock.Advance(minute)
	same(t, "Succeeded", w.status(put))
	expect(t, w.Do(http.MethodGet, w.networkID("old")+"?api-version=2023-11-01", nil), 404, "ResourceNotFound")
}

// Locks stop deployments as they stop everything else.
func TestLocks(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.Must(http.MethodPut, w.identityID("old")+"?api-version=2023-01-31", `{"location":"westus"}`)
	w.Must(http.MethodPut, w.rg+lockAddress, `{"properties":{"level":"CanNotDelete"}}`)
	same(t, any("Succeeded"), w.Must(http.MethodPut, w.deployment("d")+apiVersion, complete(identity("new"))).At("properties.provisioningState"))
	w.Must(http.MethodGet, w.identityID("old")+"?api-version=2023-01-31", nil)
	expect(t, w.Do(http.MethodDelete, w.deployment("d")+apiVersion, nil), 409, "ScopeLocked")

	w.Must(http.MethodPut, w.rg+lockAddress, `{"properties":{"level":"ReadOnly"}}`)
	expect(t, w.Do(http.MethodPut, w.deployment("e")+apiVersion, body("")), 409, "ScopeLocked")

	// One locked resource fails what writes it.
	w.Must(http.MethodDelete, w.rg+lockAddress, nil)
	w.Must(http.MethodPut, w.identityID("old")+lockAddress, `{"properties":{"level":"ReadOnly"}}`)
	reply := w.Must(http.MethodPut, w.deployment("e")+apiVersion, body(identity("old")+","+identity("newer")))
	same(t, any("ScopeLocked"), reply.At("properties.error.details.0.code"))
	w.Must(http.MethodGet, w.identityID("newer")+"?api-version=2023-01-31", nil)
}

// A lock stops what is written into other resources too.
func TestLocksOnElements(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	group := w.rg + "/providers/Microsoft.Network/networkSecurityGroups/g"
	w.Must(http.MethodPut, group+"?api-version=2023-11-01", `{"location":"westus"}`)
	w.Must(http.MethodPut, w.rg+lockAddress, `{"properties":{"level":"ReadOnly"}}`)
	rule := `{"properties":{"priority":100,"direction":"Inbound","access":"Allow","protocol":"*","sourceAddressPrefix":"*","destinationAddressPrefix":"*","sourcePortRange":"*","destinationPortRange":"*"}}`
	expect(t, w.Do(http.MethodPut, group+"/securityRules/r?api-version=2023-11-01", rule), 409, "ScopeLocked")
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Resources/tags/default"+apiVersion, `{"properties":{"tags":{"a":"b"}}}`), 409, "ScopeLocked")
}
