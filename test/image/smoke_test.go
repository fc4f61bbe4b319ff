package image

import (
	"net/http"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// smoke is the main job, the same for the image and for the program: a machine's
// identity gets a token, may what its role says and nothing else, and gets none
// when it is removed.
func smoke(t *testing.T, env server.Environment) {
	t.Helper()
	w := servertest.Connect(t, env)
	group := w.Subscription() + "/resourceGroups/app?api-version=2021-04-01"
	w.Must(http.MethodPut, group, `{"location":"westeurope"}`)
	machine := w.Subscription() + "/resourceGroups/app/providers/Microsoft.Compute/virtualMachines/vm"
	made := w.Must(http.MethodPut, machine+"?api-version=2024-07-01",
		`{"location":"westeurope","identity":{"type":"SystemAssigned"},"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
	w.Must(http.MethodPut, w.Subscription()+"/resourceGroups/app/providers/Microsoft.Authorization/roleAssignments/11111111-0000-4000-8000-000000000001?api-version=2022-04-01",
		`{"properties":{"principalType":"ServicePrincipal","principalId":"`+made.Text("identity.principalId")+`",
		"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"}}`)
	handle := w.Handle(machine)
	token := w.MachineToken(handle, "").Text("access_token")
	for _, step := range []struct {
		name, method string
		body         any
		want         int
	}{
		{"a reader reads", http.MethodGet, nil, http.StatusOK},
		{"a reader writes", http.MethodPut, `{"location":"westeurope","tags":{"a":"b"}}`, http.StatusForbidden},
	} {
		if got := w.As(token, step.method, group, step.body); got.Status != step.want {
			t.Errorf("%s: %d %s", step.name, got.Status, got.Body)
		}
	}
	w.Must(http.MethodPatch, machine+"?api-version=2024-07-01", `{"identity":{"type":"None"}}`)
	if got := w.MachineToken(handle, ""); got.Status != http.StatusBadRequest {
		t.Errorf("without an identity: %d %s", got.Status, got.Body)
	}
	for _, origin := range []string{w.ResourceManager, w.Metadata} {
		if got := w.As("", http.MethodGet, origin+"/readyz", nil); got.Status != http.StatusOK {
			t.Errorf("%s: %d", origin, got.Status)
		}
	}
	if got := w.As("", http.MethodGet, w.Portal+"/", nil); got.Status != http.StatusOK {
		t.Errorf("the portal: %d", got.Status)
	}
}
