package deployments_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const apiVersion = "?api-version=2021-04-01"

// world is a server with an empty group.
type world struct {
	*servertest.World
	t  *testing.T
	rg string // id of the group
	// principal is the administrator's object id.
	principal string
}

func startBare(t *testing.T, change func(*server.Config)) *world {
	t.Helper()
	w := &world{World: servertest.Start(t, change), t: t}
	assignments := w.Must(http.MethodGet, "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01", nil)
	w.principal = assignments.Text("value.0.properties.principalId")
	return w
}

func start(t *testing.T, change func(*server.Config)) *world {
	t.Helper()
	w := startBare(t, change)
	w.rg = w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, w.rg+apiVersion, `{"location":"westus"}`)
	return w
}

func (w *world) deployment(name string) string {
	return w.rg + "/providers/Microsoft.Resources/deployments/" + name
}

// body is the body of a deployment of resources, written between brackets.
func body(resources string, more ...string) string {
	return `{"properties":{"mode":"Incremental","template":` + templateOf(resources, more...) + `}}`
}

// templateOf is a template of resources with more members.
func templateOf(resources string, more ...string) string {
	return `{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[` +
		resources + `]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

// identity is a resource of a template.
func identity(name string, more ...string) string {
	return `{"type":"Microsoft.ManagedIdentity/userAssignedIdentities","apiVersion":"2023-01-31","name":"` + name + `","location":"[resourceGroup().location]"` +
		strings.Join(append([]string{""}, more...), ",") + `}`
}

func (w *world) identityID(name string) string {
	return w.rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
}

func expect(t *testing.T, reply servertest.Reply, status int, code string) {
	t.Helper()
	if reply.Status != status || reply.Text("error.code") != code {
		t.Errorf("%d %s, want %d %s: %.600s", reply.Status, reply.Text("error.code"), status, code, reply.Body)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
