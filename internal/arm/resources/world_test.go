package resources_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const version = "?api-version=2021-04-01"

// start is a server with the resource group "rg", and a network and an identity in it.
func start(t *testing.T) (w *servertest.World, rg string) {
	w = servertest.Start(t, nil)
	rg = w.Subscription() + "/resourceGroups/rg"
	w.Must("PUT", rg+version, `{"location":"westus","tags":{"env":"test"}}`)
	w.Must("PUT", rg+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", `{"location":"westus","tags":{"Env":"test","team":"a"},"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	w.Must("PUT", rg+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1?api-version=2023-01-31", `{"location":"westus"}`)
	return w, rg
}

func expect(t *testing.T, reply servertest.Reply, status int, code string) {
	t.Helper()
	if reply.Status != status || code != "" && reply.Text("error.code") != code {
		t.Errorf("got %d %s, want %d %s", reply.Status, reply.Body, status, code)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
