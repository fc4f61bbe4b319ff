package deployments_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
)

func keeping(c *server.Config) { c.KeepUnknown = true }

// Resources of unknown types are kept as documents, with what all resources have.
func TestUnknownTypesAreKept(t *testing.T) {
	t.Parallel()
	w := start(t, keeping)
	account := w.rg + "/providers/Microsoft.Storage/storageAccounts/acct"
	const version = "?api-version=2023-01-01"
	made := w.Do(http.MethodPut, account+version, `{"location":"West US","sku":{"name":"Standard_LRS"},"kind":"StorageV2","oddity":{"a":1},"tags":{"a":"b"},"identity":{"type":"SystemAssigned"},"properties":{"accessTier":"Hot","deep":{"adminPassword":"hush"}}}`)
	same(t, 201, made.Status)
	for path, want := range map[string]any{
		"id": account, "type": "Microsoft.Storage/storageAccounts", "location": "westus", "sku.name": "Standard_LRS", "kind": "StorageV2", "oddity.a": 1.0,
		"properties.provisioningState": "Succeeded", "properties.accessTier": "Hot", "properties.deep.adminPassword": nil,
		"properties.primaryEndpoints.blob": "https://acct.blob.core.windows.net/",
	} {
		if got := made.At(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	// Its identity is a real one.
	principal := made.Text("identity.principalId")
	w.Must(http.MethodPut, w.rg+"/providers/Microsoft.Authorization/roleAssignments/11111111-1111-4111-8111-111111111111?api-version=2022-04-01",
		`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/`+reader+`","principalId":"`+principal+`"}}`)

	patched := w.Must(http.MethodPatch, strings.ToUpper(account)+version, `{"properties":{"x":1},"tags":{"c":"d"}}`)
	same(t, any("Hot"), patched.At("properties.accessTier"))
	same(t, any(map[string]any{"c": "d"}), patched.At("tags"))
	same(t, any(principal), patched.At("identity.principalId"))
	w.Must(http.MethodPut, account+"/blobServices/default/containers/c"+version, `{"properties":{}}`)
	expect(t, w.Do(http.MethodPut, account+"x/blobServices/default/containers/c"+version, `{"properties":{}}`), 404, "ParentResourceNotFound")
	w.Must(http.MethodPut, account+"/providers/Microsoft.Authorization/locks/l?api-version=2020-05-01", `{"properties":{"level":"CanNotDelete"}}`)
	expect(t, w.Do(http.MethodDelete, account+version, nil), 409, "ScopeLocked")
	w.Must(http.MethodDelete, account+"/providers/Microsoft.Authorization/locks/l?api-version=2020-05-01", nil)
	w.Must(http.MethodPut, account+"/providers/Microsoft.Insights/diagnosticSettings/d"+version, `{"properties":{}}`)

	for _, list := range []string{w.rg + "/providers/Microsoft.Storage/storageAccounts" + version, w.Subscription() + "/providers/Microsoft.Storage/storageAccounts" + version, w.rg + "/resources" + apiVersion} {
		reply := w.Must(http.MethodGet, list, nil)
		same(t, any("acct"), reply.At("value.0.name"))
		same(t, nil, reply.At("value.1"))
	}
	same(t, any("c"), w.Must(http.MethodGet, account+"/blobServices/default/containers"+version, nil).At("value.0.name"))
	expect(t, w.Do(http.MethodPost, account+"/regenerateKey"+version, nil), 409, "OperationNotSupported")
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Resources/subscriptions/x"+version, `{}`), 404, "InvalidResourceType")
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/nonsense/things/x"+version, `{}`), 404, "InvalidResourceNamespace")
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Storage/storageAccounts/other"+version, `{"location":"nowhere"}`), 400, "LocationNotAvailableForResourceType")

	// Their actions are still those of the types that are served.
	vm := w.rg + "/providers/Microsoft.Compute/virtualMachines/vm"
	w.Must(http.MethodPut, vm+"?api-version=2024-07-01", `{"location":"westus","properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
	w.Must(http.MethodPost, vm+"/powerOff?api-version=2024-07-01", nil)
	w.Must(http.MethodGet, vm+"/instanceView?api-version=2024-07-01", nil)

	w.Must(http.MethodDelete, account+version, nil)
	expect(t, w.Do(http.MethodGet, account+"/blobServices/default/containers/c"+version, nil), 404, "ParentResourceNotFound")
	refused := w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222?api-version=2022-04-01",
		`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/`+reader+`","principalId":"`+principal+`"}}`)
	expect(t, refused, 400, "PrincipalNotFound") // gone with its resource
}

// A server that refuses unknown types says so, and one that kept some forgets none.
func TestUnknownTypesAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Storage/storageAccounts/acct?api-version=2023-01-01", `{"location":"westus"}`), 404, "InvalidResourceNamespace")
	expect(t, w.Do(http.MethodPut, w.rg+"/providers/Microsoft.Network/bastionHosts/b?api-version=2023-01-01", `{"location":"westus"}`), 404, "InvalidResourceType")
}

func TestUnknownTypesSurviveTheServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	config := func(keep bool) func(c *server.Config) {
		return func(c *server.Config) { c.Data, c.Store, c.KeepUnknown = data, "sqlite", keep }
	}
	w := start(t, config(true))
	account := w.rg + "/providers/Microsoft.Storage/storageAccounts/acct?api-version=2023-01-01"
	principal := w.Must(http.MethodPut, account, `{"location":"westus","identity":{"type":"SystemAssigned"}}`).Text("identity.principalId")
	w.Stop()
	w = startBare(t, config(true))
	w.rg = w.Subscription() + "/resourceGroups/rg"
	same(t, any(principal), w.Must(http.MethodGet, account, nil).At("identity.principalId"))
	same(t, any("acct"), w.Must(http.MethodGet, w.rg+"/resources"+apiVersion, nil).At("value.0.name"))
	w.Stop()
	// Refused now, it still goes with its group, and its principal with it.
	w = startBare(t, config(false))
	expect(t, w.Do(http.MethodGet, account, nil), 404, "InvalidResourceNamespace")
	w.Must(http.MethodDelete, w.Subscription()+"/resourceGroups/rg"+apiVersion, nil)
	w.Stop()
	w = startBare(t, config(true))
	expect(t, w.Do(http.MethodGet, account, nil), 404, "ResourceGroupNotFound")
}
