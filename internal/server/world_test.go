package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// twoGroups is a server with the groups a and b, which hold the same: an
// identity, a network, a virtual machine and a scale set, both with identities of
// their own. Ann is Contributor of a and has no other right.
type twoGroups struct {
	*servertest.World
	t    *testing.T
	a, b string // ids of the groups
	ann  string // her token
}

func startTwoGroups(t *testing.T, change func(*server.Config)) *twoGroups {
	t.Helper()
	w := &twoGroups{World: servertest.Start(t, change), t: t}
	w.a, w.b = w.Subscription()+"/resourceGroups/a", w.Subscription()+"/resourceGroups/b"
	for _, group := range []string{w.a, w.b} {
		w.Must(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus","tags":{"of":"`+group+`"}}`)
		w.Must(http.MethodPut, w.identity(group)+"?api-version=2023-01-31", `{"location":"westus"}`)
		w.Must(http.MethodPut, w.network(group)+"?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
		w.Must(http.MethodPut, w.machine(group)+"?api-version=2024-07-01", machineBody)
		w.Must(http.MethodPut, w.scaleSet(group)+"?api-version=2024-07-01", scaleSetBody)
	}
	holder := strings.Replace(machineBody, `"SystemAssigned"`, fmt.Sprintf(`"UserAssigned","userAssignedIdentities":{%q:{}}`, w.identity(w.a)), 1)
	w.Must(http.MethodPut, w.a+"/providers/Microsoft.Compute/virtualMachines/holder?api-version=2024-07-01", holder)
	w.ann = w.MachineToken(w.Handle(w.a+"/providers/Microsoft.Compute/virtualMachines/holder"), "").Text("access_token")
	principal := w.Must(http.MethodGet, w.identity(w.a)+"?api-version=2023-01-31", nil).Text("properties.principalId")
	w.Must(http.MethodPut, w.a+"/providers/Microsoft.Authorization/roleAssignments/11111111-1111-4111-8111-111111111111?api-version=2022-04-01",
		`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c","principalId":"`+principal+`"}}`)
	return w
}

const (
	machineBody = `{"location":"westus","identity":{"type":"SystemAssigned"},"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`

	scaleSetBody = `{"location":"westus","sku":{"name":"Standard_B1s","capacity":2},"identity":{"type":"SystemAssigned"},"properties":{"upgradePolicy":{"mode":"Manual"},"virtualMachineProfile":{"storageProfile":{}}}}`
)

func (w *twoGroups) identity(group string) string {
	return group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity"
}

func (w *twoGroups) network(group string) string {
	return group + "/providers/Microsoft.Network/virtualNetworks/network"
}

func (w *twoGroups) machine(group string) string {
	return group + "/providers/Microsoft.Compute/virtualMachines/machine"
}

func (w *twoGroups) scaleSet(group string) string {
	return group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
}

// state is all that the administrator can read of a scope, and of the roles.
func (w *twoGroups) state(groups ...string) string {
	w.t.Helper()
	var all strings.Builder
	read := func(url string) {
		reply := w.Do(http.MethodGet, url, nil)
		fmt.Fprintf(&all, "%s\n%d %s\n", url, reply.Status, reply.Body)
	}
	read(w.Subscription() + "/resourceGroups?api-version=2021-04-01")
	read(w.Subscription() + "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01")
	read(w.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=type%20eq%20'CustomRole'")
	for _, group := range groups {
		for _, kind := range []string{"Compute/virtualMachines", "Compute/virtualMachineScaleSets", "Network/virtualNetworks", "Network/networkInterfaces", "ManagedIdentity/userAssignedIdentities"} {
			read(group + "/providers/Microsoft." + kind + "?api-version=2024-07-01")
		}
		read(w.scaleSet(group) + "/virtualMachines?api-version=2024-07-01")
	}
	return all.String()
}

// unchanged runs fn, which must leave all of both groups as it is, and the
// server able to answer.
func (w *twoGroups) unchanged(t *testing.T, fn func()) {
	t.Helper()
	before := w.state(w.a, w.b)
	fn()
	if diff := cmp.Diff(strings.Split(before, "\n"), strings.Split(w.state(w.a, w.b), "\n")); diff != "" {
		t.Errorf("something has changed (-before +after):\n%.2000s", diff)
	}
}

// refused checks that an answer is an error in Azure's envelope, with one of the
// statuses of the client's mistakes.
func refused(t *testing.T, reply servertest.Reply) {
	t.Helper()
	if reply.Status < 400 || reply.Status >= 500 {
		t.Errorf("the status is %d: %.300s", reply.Status, reply.Body)
	}
	envelope(t, reply)
}

// envelope checks the form of an error.
func envelope(t *testing.T, reply servertest.Reply) {
	t.Helper()
	var body struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(reply.Body), &body); err != nil || body.Error.Code == "" || body.Error.Message == "" {
		t.Errorf("this is no error of Azure's form: %d %.300s", reply.Status, reply.Body)
	}
	if got := reply.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type is %q", got)
	}
	if strings.Contains(reply.Body, "goroutine") || strings.Contains(reply.Body, ".go:") {
		t.Errorf("internal text leaves: %s", reply.Body)
	}
}
