package resources_test

import (
	"testing"
)

func TestRegistration(t *testing.T) {
	t.Parallel()
	w, rg := start(t)
	providers := w.Subscription() + "/providers/"
	state := func(namespace string, want any) {
		t.Helper()
		same(t, want, w.Must("GET", providers+namespace+version, nil).At("registrationState"))
	}
	state("Microsoft.Compute", "Registered")
	expect(t, w.Do("POST", providers+"Microsoft.Network/unregister"+version, nil), 409, "CannotUnregisterProvider")
	expect(t, w.Do("POST", providers+"Microsoft.Resources/unregister"+version, nil), 409, "CannotUnregisterProvider")
	expect(t, w.Do("POST", providers+"Microsoft.None/unregister"+version, nil), 404, "InvalidResourceNamespace")
	state("Microsoft.Network", "Registered")

	// Once nothing of it is left a provider can be given up, and comes back.
	w.Must("DELETE", rg+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", nil)
	same(t, any("Unregistered"), w.Must("POST", providers+"microsoft.network/unregister"+version, nil).At("registrationState"))
	state("Microsoft.Network", "Unregistered")
	group := rg + "/providers/Microsoft.Network/networkSecurityGroups/g?api-version=2023-11-01"
	reply := w.Do("PUT", group, `{"location":"westus"}`)
	expect(t, reply, 409, "MissingSubscriptionRegistration")
	same(t, any("Microsoft.Network"), reply.At("error.details.0.target"))
	w.Must("PUT", rg+version, `{"location":"westus"}`)
	same(t, any("Registered"), w.Must("POST", providers+"Microsoft.Network/register"+version, nil).At("registrationState"))
	w.Must("PUT", group, `{"location":"westus"}`)
}

func TestProviderDocument(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	network := w.Must("GET", w.Subscription()+"/providers/microsoft.network"+version, nil)
	same(t, any(w.Subscription()+"/providers/Microsoft.Network"), network.At("id"))
	same(t, any("RegistrationRequired"), network.At("registrationPolicy"))
	same(t, any("virtualNetworks"), network.At("resourceTypes.0.resourceType"))
	same(t, network.At("resourceTypes.0.apiVersions.0"), network.At("resourceTypes.0.defaultApiVersion"))
	same(t, any("RegistrationFree"), w.Must("GET", w.Subscription()+"/providers/Microsoft.Authorization"+version, nil).At("registrationPolicy"))
}

func TestResourceNames(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	for name, want := range map[string]string{
		"shop": "Allowed", "azure": "Reserved", "myazure": "Allowed", "MyMicrosoftShop": "Reserved", "login1": "Reserved", "mylogin": "Allowed",
	} {
		reply := w.Must("POST", "/providers/Microsoft.Resources/checkResourceName"+version, `{"name":"`+name+`","type":"Microsoft.Compute/virtualMachines"}`)
		same(t, any(map[string]any{"name": name, "type": "Microsoft.Compute/virtualMachines", "status": want}), reply.JSON())
	}
	expect(t, w.Do("POST", "/providers/Microsoft.Resources/checkResourceName"+version, `{"name":"a"}`), 400, "InvalidRequestContent")
}

func TestListsOfResources(t *testing.T) {
	t.Parallel()
	w, rg := start(t)
	short := w.Must("GET", rg+"/resources"+version+"&$filter=name%20eq%20'v'", nil)
	if short.At("value.0.createdTime") != nil || short.At("value.0.provisioningState") != nil || short.At("value.1") != nil {
		t.Errorf("the short form: %s", short.Body)
	}
	wide := w.Must("GET", w.Subscription()+"/resources"+version+"&$expand=createdTime,changedTime,provisioningState&$filter=name%20eq%20'v'", nil)
	at := w.Clock.Now().UTC().Format("2006-01-02T15:04:05.0000000Z")
	for path, want := range map[string]any{"createdTime": at, "changedTime": at, "provisioningState": "Succeeded", "properties": nil} {
		same(t, want, wide.At("value.0."+path))
	}

	// Groups by tag, and in pages.
	for _, name := range []string{"a", "b"} {
		w.Must("PUT", w.Subscription()+"/resourceGroups/"+name+version, `{"location":"westus"}`)
	}
	groups := w.Subscription() + "/resourceGroups" + version
	tagged := w.Must("GET", groups+"&$filter=tagName%20eq%20'ENV'%20and%20tagValue%20eq%20'test'", nil)
	same(t, any("rg"), tagged.At("value.0.name"))
	same(t, nil, tagged.At("value.1"))
	page := w.Must("GET", groups+"&$top=2", nil)
	same(t, any("b"), page.At("value.1.name"))
	same(t, any("rg"), w.Must("GET", page.Text("nextLink"), nil).At("value.0.name"))

	expect(t, w.Do("HEAD", rg+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", nil), 204, "")
	expect(t, w.Do("HEAD", rg+"/providers/Microsoft.Network/virtualNetworks/w?api-version=2023-11-01", nil), 404, "")
}

func TestMovesAreRefused(t *testing.T) {
	t.Parallel()
	w, rg := start(t)
	body := `{"resources":["` + rg + `/providers/Microsoft.Network/virtualNetworks/v"],"targetResourceGroup":"` + rg + `2"}`
	for _, action := range []string{"moveResources", "validateMoveResources"} {
		expect(t, w.Do("POST", rg+"/"+action+version, body), 409, "ResourceMoveNotSupported")
		expect(t, w.Do("POST", rg+"none/"+action+version, body), 404, "ResourceGroupNotFound")
	}
}
