package deployments_test

import (
	"net/http"
	"strings"
	"testing"
)

const (
	deployerRole = `{"properties":{"roleName":"Deployer","assignableScopes":["SCOPE"],"permissions":[{"actions":["Microsoft.Resources/deployments/*","Microsoft.ManagedIdentity/userAssignedIdentities/*","Microsoft.Compute/virtualMachines/*"],"notActions":["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"]}]}}`
	contributor  = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	reader       = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	deployer     = "33333333-3333-4333-8333-333333333333"
)

// member makes a machine whose identity has a role in the group, and signs it in.
func (w *world) member(name, role string) (token, principal string) {
	w.t.Helper()
	other := w.Subscription() + "/resourceGroups/people"
	w.Must(http.MethodPut, other+apiVersion, `{"location":"westus"}`)
	machine := other + "/providers/Microsoft.Compute/virtualMachines/" + name
	made := w.Must(http.MethodPut, machine+"?api-version=2024-07-01", `{"location":"westus","identity":{"type":"SystemAssigned"},"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
	principal = made.Text("identity.principalId")
	if role == deployer {
		definition := "/providers/Microsoft.Authorization/roleDefinitions/" + role + "?api-version=2022-04-01"
		w.Must(http.MethodPut, w.Subscription()+definition, strings.Replace(deployerRole, "SCOPE", w.Subscription(), 1))
	}
	w.Must(http.MethodPut, w.rg+"/providers/Microsoft.Authorization/roleAssignments/"+w.Server.Environment().TenantID[:24]+name+name+name+"?api-version=2022-04-01",
		`{"properties":{"roleDefinitionId":"`+w.Subscription()+`/providers/Microsoft.Authorization/roleDefinitions/`+role+`","principalId":"`+principal+`"}}`)
	return w.MachineToken(w.Handle(machine), "").Text("access_token"), principal
}

// Nothing is done for a caller who may not do all of it.
func TestRightsOfACaller(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	none, _ := w.member("aaaa", reader)
	expect(t, w.As(none, http.MethodPut, w.deployment("d")+apiVersion, body(identity("one"))), 403, "AuthorizationFailed")
	expect(t, w.As(none, http.MethodPost, w.deployment("d")+"/validate"+apiVersion, body(identity("one"))), 403, "AuthorizationFailed")

	some, _ := w.member("bbbb", deployer)
	reply := w.As(some, http.MethodPut, w.deployment("d")+apiVersion, body(identity("one")+","+network("v", "")))
	expect(t, reply, 403, "InvalidTemplateDeployment")
	if says := "Authorization failed for template resource 'v' of type 'Microsoft.Network/virtualNetworks'"; !strings.Contains(reply.Text("error.message"), says) {
		t.Errorf("it says %q", reply.Text("error.message"))
	}
	expect(t, w.Do(http.MethodGet, w.identityID("one")+"?api-version=2023-01-31", nil), 404, "ResourceNotFound")
	expect(t, w.Do(http.MethodGet, w.deployment("d")+apiVersion, nil), 404, "DeploymentNotFound")
	same(t, any("Succeeded"), w.As(some, http.MethodPut, w.deployment("d")+apiVersion, body(identity("one"))).At("properties.provisioningState"))
}

// A Contributor cannot give itself a role by a template.
func TestRoleAssignmentTakesRights(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	token, principal := w.member("cccc", contributor)
	assignment := `{"type":"Microsoft.Authorization/roleAssignments","apiVersion":"2022-04-01","name":"11111111-1111-4111-8111-111111111111","properties":{"roleDefinitionId":"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions','8e3af657-a8ff-443c-a75c-2fe8c4bcb635')]","principalId":"` + principal + `"}}`
	expect(t, w.As(token, http.MethodPut, w.deployment("d")+apiVersion, body(assignment)), 403, "InvalidTemplateDeployment")
	expect(t, w.Do(http.MethodGet, w.rg+"/providers/Microsoft.Authorization/roleAssignments/11111111-1111-4111-8111-111111111111?api-version=2022-04-01", nil), 404, "RoleAssignmentNotFound")
	nested := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","template":` + templateOf(assignment) + `}}`
	expect(t, w.As(token, http.MethodPut, w.deployment("d")+apiVersion, body(nested)), 403, "InvalidTemplateDeployment")
	same(t, any("Succeeded"), w.Do(http.MethodPut, w.deployment("d")+apiVersion, body(assignment)).At("properties.provisioningState"))
}

// A right on a linked resource is asked for when the resource is written.
func TestLinkedScopesInADeployment(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	token, _ := w.member("dddd", deployer)
	machine := `{"type":"Microsoft.Compute/virtualMachines","apiVersion":"2024-07-01","name":"vm","location":"westus","dependsOn":["one"],"identity":{"type":"UserAssigned","userAssignedIdentities":{"[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities','one')]":{}}},"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`
	reply := w.As(token, http.MethodPut, w.deployment("d")+apiVersion, body(identity("one")+","+machine))
	same(t, any("Failed"), reply.At("properties.provisioningState"))
	same(t, any("LinkedAuthorizationFailed"), reply.At("properties.error.details.0.code"))
	same(t, any("Forbidden"), w.Must(http.MethodGet, w.deployment("d")+"/operations"+apiVersion, nil).At("value.1.properties.statusCode"))
	expect(t, w.Do(http.MethodGet, w.rg+"/providers/Microsoft.Compute/virtualMachines/vm?api-version=2024-07-01", nil), 404, "ResourceNotFound")
}
