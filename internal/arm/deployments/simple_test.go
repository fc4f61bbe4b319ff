package deployments_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestDeploymentAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	outputs := `"outputs":{"PrincipalID":{"type":"string","value":"[reference('one').principalId]"}}`
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(identity("one")+","+identity("two", `"dependsOn":["one"]`), outputs))
	same(t, 201, reply.Status)
	same(t, any("Succeeded"), reply.At("properties.provisioningState"))
	principal := w.Must(http.MethodGet, w.identityID("one")+"?api-version=2023-01-31", nil).Text("properties.principalId")
	same(t, any(principal), reply.At("properties.outputs.principalID.value"))
	poll := reply.Header.Get("Azure-AsyncOperation")
	if !strings.Contains(poll, "/resourcegroups/rg/providers/Microsoft.Resources/deployments/d/operationStatuses/") {
		t.Errorf("the operation is at %q", poll)
	}
	same(t, any(map[string]any{"status": "Succeeded"}), w.Must(http.MethodGet, poll, nil).JSON())
	operations := w.Must(http.MethodGet, w.rg+"/deployments/d/operations"+apiVersion, nil)
	same(t, any("EvaluateDeploymentOutput"), operations.At("value.2.properties.provisioningOperation"))
	same(t, any("Created"), operations.At("value.0.properties.statusCode"))
	same(t, 200, w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(identity("one"))).Status)
	t.Log(reply.Body)
	t.Log(operations.Body)
}
