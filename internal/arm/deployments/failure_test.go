package deployments_test

import (
	"net/http"
	"testing"
)

const missingSubnet = `{"type":"Microsoft.Network/networkInterfaces","apiVersion":"2023-11-01","name":"nic","location":"westus","properties":{"ipConfigurations":[{"name":"i","properties":{"subnet":{"id":"[resourceId('Microsoft.Network/virtualNetworks/subnets','none','s')]"}}}]}}`

// A deployment in which something fails is kept; what does not depend on it is done.
func TestFailure(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	after := identity("after", `"dependsOn":["nic"]`)
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(missingSubnet+","+after+","+identity("beside")))
	same(t, 201, reply.Status)
	same(t, any("Failed"), reply.At("properties.provisioningState"))
	same(t, any("DeploymentFailed"), reply.At("properties.error.code"))
	same(t, any("InvalidResourceReference"), reply.At("properties.error.details.0.code"))
	same(t, any(w.deployment("d")), reply.At("properties.error.target"))
	same(t, nil, reply.At("properties.error.details.1"))

	poll := w.Must(http.MethodGet, reply.Header.Get("Azure-AsyncOperation"), nil)
	same(t, any("Failed"), poll.At("status"))
	same(t, any("DeploymentFailed"), poll.At("error.code"))
	operations := w.Must(http.MethodGet, w.deployment("d")+"/operations"+apiVersion, nil)
	same(t, any("Failed"), operations.At("value.0.properties.provisioningState"))
	same(t, any("BadRequest"), operations.At("value.0.properties.statusCode"))
	same(t, any("InvalidResourceReference"), operations.At("value.0.properties.statusMessage.error.code"))
	same(t, any("Succeeded"), operations.At("value.1.properties.provisioningState"))
	same(t, nil, operations.At("value.2"))
	one := w.Must(http.MethodGet, operations.Text("value.0.id")+apiVersion, nil)
	same(t, operations.At("value.0"), one.JSON())
	expect(t, w.Do(http.MethodGet, w.deployment("d")+"/operations/0123456789ABCDEF"+apiVersion, nil), 404, "DeploymentOperationNotFound")
	expect(t, w.Do(http.MethodGet, w.deployment("none")+"/operations"+apiVersion, nil), 404, "DeploymentNotFound")
	expect(t, w.Do(http.MethodGet, w.identityID("after")+"?api-version=2023-01-31", nil), 404, "ResourceNotFound")
	w.Must(http.MethodGet, w.identityID("beside")+"?api-version=2023-01-31", nil)

	failed := w.Must(http.MethodGet, w.deployment("")+apiVersion+"&$filter=provisioningState%20eq%20'failed'", nil)
	same(t, any("d"), failed.At("value.0.name"))
	same(t, nil, w.Must(http.MethodGet, w.deployment("")+apiVersion+"&$filter=provisioningState%20eq%20'Succeeded'", nil).At("value.0"))
}

func TestFailureOfANestedDeployment(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","template":` + templateOf(missingSubnet) + `}}`
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(inner))
	same(t, any("ResourceDeploymentFailure"), reply.At("properties.error.details.0.code"))
	same(t, any("DeploymentFailed"), reply.At("properties.error.details.0.details.0.code"))
	same(t, any("InvalidResourceReference"), reply.At("properties.error.details.0.details.0.details.0.code"))
	same(t, any("Failed"), w.Must(http.MethodGet, w.deployment("inner")+apiVersion, nil).At("properties.provisioningState"))
}

func TestOutputsThatCannotBeTold(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(identity("one"), `"outputs":{"a":{"type":"string","value":"[reference('one').none]"}}`))
	same(t, any("Failed"), reply.At("properties.provisioningState"))
	same(t, any("DeploymentOutputEvaluationFailed"), reply.At("properties.error.code"))
	same(t, any("a"), reply.At("properties.error.details.0.target"))
	w.Must(http.MethodGet, w.identityID("one")+"?api-version=2023-01-31", nil)
}

// A template that forgets a dependency deploys, and not by chance.
func TestForgottenDependency(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	nic := `{"type":"Microsoft.Network/networkInterfaces","apiVersion":"2023-11-01","name":"nic","location":"westus","properties":{"ipConfigurations":[{"name":"i","properties":{"subnet":{"id":"[concat(resourceGroup().id,'/providers/Microsoft.Network/virtualNetworks/v/subnets/s')]"}}}]}}`
	vnet := `{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"v","location":"westus","dependsOn":["one"],"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`
	reply := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(nic+","+identity("one")+","+vnet))
	same(t, any("Succeeded"), reply.At("properties.provisioningState"))
}
