package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// While a machine's write goes on, the identities that it adds show no principals;
// a scale set shows none at all in the api-versions that did so.
func TestAddedIdentitiesShowLater(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	w.Clock.Advance(time.Minute)
	var ids []string
	for _, name := range []string{"one", "two", "three"} {
		id := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
		w.Must(http.MethodPut, id+"?api-version=2023-01-31", `{"location":"westus"}`)
		ids = append(ids, id)
	}
	for i, step := range []struct {
		version string
		shown   []bool // of the identities so far, whether the answer shows their principals
	}{
		{"2024-07-01", []bool{false}},
		{"2021-11-01", []bool{true, false}},
		{"2021-07-01", []bool{false, false, false}},
	} {
		address := set + "?api-version=" + step.version
		added := w.Must(http.MethodPatch, address, `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"`+ids[i]+`":{}}}}`)
		w.Clock.Advance(time.Minute)
		later := w.Must(http.MethodGet, address, nil)
		for j, shown := range step.shown {
			path := "identity.userAssignedIdentities." + strings.ReplaceAll(ids[j], ".", "~") + ".principalId"
			if got := added.Text(path) != ""; got != shown {
				t.Errorf("%s: the answer shows the principal of %s: %t", step.version, ids[j], got)
			}
			if later.Text(path) == "" {
				t.Errorf("%s: no principal of %s at the end", step.version, ids[j])
			}
		}
	}
}

// The parts of what is being made are being made too; a load balancer is there at
// once, though an operation says so; and what was deleted has nothing to say.
func TestNetworkTakesItsTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	network := group + "/providers/Microsoft.Network/"
	vnet := network + "virtualNetworks/v"
	made := w.Must(http.MethodPut, vnet+"?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	if got := made.Text("properties.subnets.0.properties.provisioningState"); got != "Updating" {
		t.Errorf("the subnet is %s at once", got)
	}
	w.Clock.Advance(time.Minute)
	if got := w.Must(http.MethodGet, vnet+"?api-version=2023-11-01", nil).Text("properties.subnets.0.properties.provisioningState"); got != "Succeeded" {
		t.Errorf("the subnet is %s at the end", got)
	}
	balancer := w.Must(http.MethodPut, network+"loadBalancers/l?api-version=2023-11-01", `{"location":"westus","properties":{}}`)
	if state, poll := balancer.Text("properties.provisioningState"), balancer.Header.Get("Azure-Asyncoperation"); state != "Succeeded" || poll == "" || balancer.Header.Get("Retry-After") != "" {
		t.Errorf("the load balancer: %s %v", state, balancer.Header)
	}
	gone := w.Do(http.MethodDelete, vnet+"/subnets/s?api-version=2023-11-01", nil)
	for _, want := range []int{http.StatusAccepted, http.StatusNoContent} {
		result := w.Do(http.MethodGet, gone.Header.Get("Location"), nil)
		if result.Status != want || result.Header.Get("Location") == "" || !strings.Contains(result.Header.Get("Azure-Asyncoperation"), "/operations/") {
			t.Errorf("the deletion: %d, not %d: %v", result.Status, want, result.Header)
		}
		w.Clock.Advance(time.Minute)
	}
}

// A new principal can be made unknown to role assignments for a while, unless
// they say what it is.
func TestDirectoryDelay(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.DirectoryDelay = time.Hour })
	group := w.Subscription() + "/resourceGroups/g"
	w.Must(http.MethodPut, group+"?api-version=2022-09-01", `{"location":"westus"}`)
	id := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late"
	principal := w.Must(http.MethodPut, id+"?api-version=2023-01-31", `{"location":"westus"}`).Text("properties.principalId")
	assign := func(scope, name, kind string) servertest.Reply {
		return w.Do(http.MethodPut, scope+"/providers/Microsoft.Authorization/roleAssignments/11111111-0000-4000-8000-00000000000"+name+"?api-version=2022-04-01",
			`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"`+principal+`"`+kind+`}}`)
	}
	if early := assign(group, "1", ""); early.Status != http.StatusBadRequest || early.Text("error.code") != "PrincipalNotFound" {
		t.Errorf("at once: %d %s", early.Status, early.Body)
	}
	if told := assign(id, "2", `,"principalType":"ServicePrincipal"`); told.Status != http.StatusCreated {
		t.Errorf("with its type: %d %s", told.Status, told.Body)
	}
	w.Clock.Advance(time.Hour)
	if late := assign(group, "1", ""); late.Status != http.StatusCreated {
		t.Errorf("an hour later: %d %s", late.Status, late.Body)
	}
}
