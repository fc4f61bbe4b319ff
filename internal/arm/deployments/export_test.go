package deployments_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestExportOfADeployment(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	parameter := `"parameters":{"secret":{"type":"secureString"}}`
	text := strings.Replace(body(identity("one"), parameter), `"mode"`, `"parameters":{"secret":{"value":"hushhush"}},"mode"`, 1)
	w.Must(http.MethodPut, w.deployment("d")+apiVersion, strings.Replace(text, `"contentVersion"`, `// a comment
"contentVersion"`, 1))
	exported := w.Must(http.MethodPost, w.deployment("d")+"/exportTemplate"+apiVersion, nil)
	same(t, servertest.Reply{Body: templateOf(identity("one"), parameter)}.JSON(), exported.At("template"))
	shown := w.Must(http.MethodGet, w.deployment("d")+apiVersion, nil)
	same(t, any(map[string]any{"type": "SecureString"}), shown.At("properties.parameters.secret"))
	if strings.Contains(shown.Body+exported.Body, "hushhush") {
		t.Error("the secret is shown")
	}
	expect(t, w.Do(http.MethodPost, w.deployment("none")+"/exportTemplate"+apiVersion, nil), 404, "DeploymentNotFound")
	hash := w.Must(http.MethodPost, "/providers/Microsoft.Resources/calculateTemplateHash"+apiVersion, templateOf(identity("one"), parameter))
	same(t, shown.At("properties.templateHash"), hash.At("templateHash"))
}

// What a group's export says makes the same again, here and elsewhere.
func TestExportOfAGroup(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	machine := `{"type":"Microsoft.Compute/virtualMachines","apiVersion":"2024-07-01","name":"vm","location":"westus","dependsOn":["nic","one"],"identity":{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{"[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities','one')]":{}}},"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{"networkInterfaces":[{"id":"[resourceId('Microsoft.Network/networkInterfaces','nic')]"}]}}}`
	nic := `{"type":"Microsoft.Network/networkInterfaces","apiVersion":"2023-11-01","name":"nic","location":"westus","dependsOn":["v"],"properties":{"ipConfigurations":[{"name":"i","properties":{"subnet":{"id":"[resourceId('Microsoft.Network/virtualNetworks/subnets','v','s')]"}}}]}}`
	deployed := w.Must(http.MethodPut, w.deployment("d")+apiVersion, body(identity("one", `"tags":{"odd":"[[x]"}`)+","+strings.Replace(network("v", ""), `"addressSpace"`, `"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}],"addressSpace"`, 1)+","+nic+","+machine))
	same(t, any("Succeeded"), deployed.At("properties.provisioningState"))

	exported := w.Must(http.MethodPost, w.rg+"/exportTemplate"+apiVersion, `{"resources":["*"],"options":"IncludeParameterDefaultValue"}`)
	same(t, any("vm"), exported.At("template.parameters.virtualMachines_vm_name.defaultValue"))
	for _, secret := range []string{"principalId", "provisioningState", `"etag"`, w.SubscriptionID} {
		if strings.Contains(exported.Member("template.resources"), secret) {
			t.Errorf("the template has %s: %s", secret, exported.Body)
		}
	}
	again := `{"properties":{"mode":"Complete","template":` + exported.Member("template") + `}}`
	preview := w.Must(http.MethodPost, w.deployment("again")+"/whatIf"+apiVersion, again)
	for _, change := range []string{`"Create"`, `"Delete"`} {
		if strings.Contains(preview.Body, `"changeType":`+change) {
			t.Errorf("the group's own template would change it: %s", preview.Body)
		}
	}
	same(t, any("Succeeded"), w.Must(http.MethodPut, w.deployment("again")+apiVersion, again).At("properties.provisioningState"))
	other := w.Subscription() + "/resourceGroups/other"
	w.Must(http.MethodPut, other+apiVersion, `{"location":"westus"}`)
	same(t, any("Succeeded"), w.Must(http.MethodPut, other+"/providers/Microsoft.Resources/deployments/d"+apiVersion, again).At("properties.provisioningState"))
	same(t, any("[x]"), w.Must(http.MethodGet, other+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one?api-version=2023-01-31", nil).At("tags.odd"))

	part := w.Must(http.MethodPost, w.rg+"/exportTemplate"+apiVersion, `{"resources":["`+w.identityID("one")+`"],"options":"SkipResourceNameParameterization"}`)
	same(t, any("one"), part.At("template.resources.0.name"))
	same(t, nil, part.At("template.resources.1"))
	expect(t, w.Do(http.MethodPost, w.rg+"/exportTemplate"+apiVersion, `{}`), 400, "InvalidRequestContent")
	expect(t, w.Do(http.MethodPost, w.rg+"none/exportTemplate"+apiVersion, `{"resources":["*"]}`), 404, "ResourceGroupNotFound")
}
