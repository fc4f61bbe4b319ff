package deployments_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func asAzure(c *server.Config) { c.AsyncAzure = true }

// state is what a poll of a deployment's operation says.
func (w *world) status(put servertest.Reply) string {
	w.t.Helper()
	return w.Must(http.MethodGet, put.Header.Get("Azure-AsyncOperation"), nil).Text("status")
}

func network(name string, more string) string {
	return `{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"` + name + `","location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}` + more + `}`
}

func (w *world) networkID(name string) string {
	return w.rg + "/providers/Microsoft.Network/virtualNetworks/" + name
}

// A deployment goes on as time does: each resource takes its own.
func TestDeploymentAtAzuresPace(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, body(network("one", "")+","+network("two", `,"dependsOn":["one"]`)))
	same(t, 201, put.Status)
	same(t, any("Accepted"), put.At("properties.provisioningState"))
	same(t, "Accepted", w.status(put))
	expect(t, w.Do(http.MethodPut, w.deployment("d")+apiVersion, body("")), 409, "DeploymentActive")
	expect(t, w.Do(http.MethodDelete, w.deployment("d")+apiVersion, nil), 409, "DeploymentActive")
	expect(t, w.Do(http.MethodGet, w.networkID("one")+"?api-version=2023-11-01", nil), 404, "ResourceNotFound")

	w.Clock.Advance(2 * time.Second)
	same(t, "Running", w.status(put))
	same(t, any("Updating"), w.Must(http.MethodGet, w.networkID("one")+"?api-version=2023-11-01", nil).At("properties.provisioningState"))
	expect(t, w.Do(http.MethodGet, w.networkID("two")+"?api-version=2023-11-01", nil), 404, "ResourceNotFound")
	same(t, any("Running"), w.Must(http.MethodGet, w.deployment("d")+"/operations"+apiVersion, nil).At("value.0.properties.provisioningState"))

	w.Clock.Advance(6 * time.Second)
	same(t, "Running", w.status(put))
	same(t, any("Succeeded"), w.Must(http.MethodGet, w.networkID("one")+"?api-version=2023-11-01", nil).At("properties.provisioningState"))
	same(t, any("Updating"), w.Must(http.MethodGet, w.networkID("two")+"?api-version=2023-11-01", nil).At("properties.provisioningState"))

	w.Clock.Advance(6 * time.Second)
	same(t, "Succeeded", w.status(put))
	done := w.Must(http.MethodGet, w.deployment("d")+apiVersion, nil)
	same(t, any("PT13S"), done.At("properties.duration"))
	same(t, any("Succeeded"), done.At("properties.provisioningState"))

	deletion := w.Do(http.MethodDelete, w.deployment("d")+apiVersion, nil)
	same(t, 202, deletion.Status)
	same(t, "15", deletion.Header.Get("Retry-After"))
	same(t, 202, w.Do(http.MethodGet, deletion.Header.Get("Location"), nil).Status)
	w.Clock.Advance(time.Minute)
	expect(t, w.Do(http.MethodGet, w.deployment("d")+apiVersion, nil), 404, "DeploymentNotFound")
}

// What has not begun when a deployment is cancelled does not begin.
func TestCancel(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, body(network("one", "")+","+network("two", `,"dependsOn":["one"]`)))
	w.Clock.Advance(2 * time.Second)
	same(t, "Running", w.status(put))
	same(t, 204, w.Do(http.MethodPost, w.deployment("d")+"/cancel"+apiVersion, nil).Status)
	same(t, "Canceled", w.status(put))
	expect(t, w.Do(http.MethodPost, w.deployment("d")+"/cancel"+apiVersion, nil), 409, "DeploymentCannotBeCancelled")
	w.Clock.Advance(time.Hour)
	same(t, "Canceled", w.status(put))
	same(t, any("Succeeded"), w.Must(http.MethodGet, w.networkID("one")+"?api-version=2023-11-01", nil).At("properties.provisioningState"))
	expect(t, w.Do(http.MethodGet, w.networkID("two")+"?api-version=2023-11-01", nil), 404, "ResourceNotFound")
	// The name is free again.
	same(t, 200, w.Do(http.MethodPut, w.deployment("d")+apiVersion, body("")).Status)
	expect(t, w.Do(http.MethodPost, w.deployment("none")+"/cancel"+apiVersion, nil), 404, "DeploymentNotFound")
}

func TestNestedAtAzuresPace(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	w.Must(http.MethodPut, w.Subscription()+"/resourceGroups/other"+apiVersion, `{"location":"eastus"}`)
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","resourceGroup":"other","properties":{"mode":"Incremental","expressionEvaluationOptions":{"scope":"inner"},"template":` +
		templateOf(network("a", ""), `"outputs":{"Where":{"type":"string","value":"[resourceGroup().location]"}}`) + `}}`
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, body(inner+","+network("b", `,"dependsOn":["inner"]`), `"outputs":{"o":{"type":"string","value":"[reference('inner').outputs.where.value]"}}`))
	same(t, 201, put.Status)
	w.Clock.Advance(2 * time.Second)
	same(t, "Running", w.status(put))
	nested := w.Subscription() + "/resourceGroups/other/providers/Microsoft.Resources/deployments/inner" + apiVersion
	same(t, any("Running"), w.Must(http.MethodGet, nested, nil).At("properties.provisioningState"))
	w.Clock.Advance(6 * time.Second)
	same(t, "Running", w.status(put))
	same(t, any("Succeeded"), w.Must(http.MethodGet, nested, nil).At("properties.provisioningState"))
	w.Clock.Advance(6 * time.Second)
	same(t, "Succeeded", w.status(put))
	same(t, any("eastus"), w.Must(http.MethodGet, w.deployment("d")+apiVersion, nil).At("properties.outputs.o.value"))
}
