package deployments_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const minute = time.Minute

// A subscription's deployment makes groups, and deploys into them.
func TestSubscriptionAndTenant(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	group := `{"type":"Microsoft.Resources/resourceGroups","apiVersion":"2021-04-01","name":"made","location":"eastus"}`
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","resourceGroup":"made","dependsOn":["made"],"properties":{"mode":"Incremental","expressionEvaluationOptions":{"scope":"inner"},"template":` + templateOf(identity("one")) + `}}`
	at := w.Subscription() + "/providers/Microsoft.Resources/deployments/d"
	expect(t, w.Do(http.MethodPut, at+apiVersion, body(group)), 400, "LocationRequired")
	located := func(location, resources string) string {
		return strings.Replace(body(resources), "{", `{"location":"`+location+`","tags":{"a":"b"},`, 1)
	}
	expect(t, w.Do(http.MethodPut, at+apiVersion, located("nowhere", group)), 400, "LocationNotAvailableForDeployment")
	reply := w.Must(http.MethodPut, at+apiVersion, located("West US", group+","+inner))
	same(t, any("Succeeded"), reply.At("properties.provisioningState"))
	same(t, any("westus"), reply.At("location"))
	same(t, any("b"), reply.At("tags.a"))
	same(t, any("eastus"), w.Must(http.MethodGet, w.Subscription()+"/resourceGroups/made/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one?api-version=2023-01-31", nil).At("location"))
	expect(t, w.Do(http.MethodPut, at+apiVersion, located("eastus", group)), 409, "InvalidDeploymentLocation")
	same(t, 204, w.Do(http.MethodHead, at+apiVersion, nil).Status)
	same(t, 404, w.Do(http.MethodHead, at+"x"+apiVersion, nil).Status)
	listed := w.Must(http.MethodGet, w.Subscription()+"/providers/Microsoft.Resources/deployments"+apiVersion, nil)
	same(t, any("d"), listed.At("value.0.name"))
	same(t, nil, listed.At("value.1")) // and not those of groups

	tenant := "/providers/Microsoft.Resources/deployments/d"
	onto := strings.Replace(inner, `"resourceGroup":"made"`, `"subscriptionId":"`+w.SubscriptionID+`","resourceGroup":"made"`, 1)
	onto = strings.Replace(onto, `"dependsOn":["made"],`, "", 1)
	same(t, any("Succeeded"), w.Must(http.MethodPut, tenant+apiVersion, located("westus", onto)).At("properties.provisioningState"))
	same(t, any(tenant), w.Must(http.MethodGet, tenant+apiVersion, nil).At("id"))
	w.Must(http.MethodDelete, tenant+apiVersion, nil)
	expect(t, w.Do(http.MethodGet, tenant+apiVersion, nil), 404, "DeploymentNotFound")
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, name := range []string{"a", "c", "b"} {
		w.Must(http.MethodPut, w.deployment(name)+apiVersion, body(""))
		w.Clock.Advance(minute)
	}
	page := w.Must(http.MethodGet, w.deployment("")+apiVersion+"&$top=2", nil)
	same(t, any("b"), page.At("value.0.name")) // the latest first
	same(t, any("c"), page.At("value.1.name"))
	same(t, any("a"), w.Must(http.MethodGet, page.Text("nextLink"), nil).At("value.0.name"))
	expect(t, w.Do(http.MethodGet, w.deployment("")+apiVersion+"&$filter=name%20eq%20'a'", nil), 400, "InvalidFilterInQueryString")
}

// A scope remembers so many deployments; the oldest make room.
func TestHistory(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const most = 800
	w.Must(http.MethodPut, w.deployment("first")+apiVersion, body(""))
	w.Clock.Advance(minute)
	for i := range most - 1 {
		w.Must(http.MethodPut, w.deployment("d"+strings.Repeat("x", i%60)+string(rune('a'+i/60)))+apiVersion, body(""))
	}
	w.Must(http.MethodGet, w.deployment("first")+apiVersion, nil)
	w.Must(http.MethodPut, w.rg+lockAddress, `{"properties":{"level":"CanNotDelete"}}`)
	expect(t, w.Do(http.MethodPut, w.deployment("last")+apiVersion, body("")), 409, "DeploymentQuotaExceeded")
	w.Must(http.MethodDelete, w.rg+lockAddress, nil)
	w.Must(http.MethodPut, w.deployment("last")+apiVersion, body(""))
	expect(t, w.Do(http.MethodGet, w.deployment("first")+apiVersion, nil), 404, "DeploymentNotFound")
}
