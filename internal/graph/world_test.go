package graph_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// vm makes a virtual machine with a system-assigned identity, in the group rg,
// and returns its resource id and its principal's object id.
func vm(w *servertest.World, name string) (id, principal string) {
	group := w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`)
	id = group + "/providers/Microsoft.Compute/virtualMachines/" + name
	made := w.Must(http.MethodPut, id+"?api-version=2024-07-01", `{"location":"westus","identity":{"type":"SystemAssigned"},
		"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
	return id, made.Text("identity.principalId")
}

// group makes a group.
func group(w *servertest.World, name string) (id string) {
	return w.GraphMust(http.MethodPost, "/groups", `{"displayName":"`+name+`","mailNickname":"`+name+`","mailEnabled":false,"securityEnabled":true}`).Text("id")
}

// user makes a user.
func user(w *servertest.World, name string) (id string) {
	return w.GraphMust(http.MethodPost, "/users", `{"displayName":"`+name+`","mailNickname":"`+name+`","userPrincipalName":"`+name+`@azimuth.test",
		"accountEnabled":true,"passwordProfile":{"password":"Test123456789"}}`).Text("id")
}

// application makes an application with a secret and its service principal, and
// signs it in.
func application(t *testing.T, w *servertest.World, name string) (id, appID, secret string) {
	t.Helper()
	made := w.GraphMust(http.MethodPost, "/applications", map[string]any{"displayName": name})
	id, appID = made.Text("id"), made.Text("appId")
	w.GraphMust(http.MethodPost, "/servicePrincipals", map[string]any{"appId": appID, "accountEnabled": true})
	return id, appID, w.GraphMust(http.MethodPost, "/applications/"+id+"/addPassword", map[string]any{}).Text("secretText")
}

// join puts a principal into a group, as Microsoft's clients write it.
func join(w *servertest.World, group, member string) servertest.Reply {
	return w.Graph(http.MethodPost, "/groups/"+group+"/members/$ref", map[string]any{
		"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + member,
	})
}

// assign gives a role by its id to a principal at a scope, and returns the answer.
func assign(w *servertest.World, scope, name, role, principal string) servertest.Reply {
	return w.Do(http.MethodPut, scope+"/providers/Microsoft.Authorization/roleAssignments/"+name+"?api-version=2022-04-01", map[string]any{
		"properties": map[string]any{
			"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + role, "principalId": principal,
		},
	})
}

// The built-in roles of the tests.
const (
	reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	owner  = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
)

// texts are the values of a member of the elements of a list.
func texts(reply servertest.Reply, member string) []string {
	list, _ := reply.At("value").([]any)
	found := make([]string, len(list))
	for i, element := range list {
		if object, ok := element.(map[string]any); ok {
			found[i], _ = object[member].(string)
		} else {
			found[i], _ = element.(string)
		}
	}
	return found
}

// names are the display names in a list, in its order.
func names(reply servertest.Reply) string { return strings.Join(texts(reply, "displayName"), " ") }
