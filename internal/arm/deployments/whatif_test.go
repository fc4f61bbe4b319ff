package deployments_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// changeOf is the change of a resource in a preview, by the end of its id.
func changeOf(t *testing.T, r servertest.Reply, end string) servertest.Reply {
	t.Helper()
	changes, _ := r.At("properties.changes").([]any)
	for i := range changes {
		at := "properties.changes." + string(rune('0'+i))
		if strings.HasSuffix(r.Text(at+".resourceId"), end) {
			return servertest.Reply{Status: 200, Body: r.Member(at)}
		}
	}
	t.Fatalf("nothing of %s: %s", end, r.Body)
	return r
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	set := func(id, version, body string) { w.Must(http.MethodPut, id+"?api-version="+version, body) }
	set(w.networkID("net"), "2023-11-01", `{"location":"westus","tags":{"a":"1","b":"2"},"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.1.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`)
	set(w.identityID("same"), "2023-01-31", `{"location":"westus"}`)
	set(w.identityID("other"), "2023-01-31", `{"location":"westus"}`)
	vnet := `{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"net","location":"West US","tags":{"a":"3"},"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.2.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.1.0/24"}},{"name":"t","properties":{"addressPrefix":"10.0.2.0/24"}}]}}`
	before := w.Must(http.MethodGet, w.networkID("net")+"?api-version=2023-11-01", nil).Body
	reply := w.Must(http.MethodPost, w.deployment("d")+"/whatIf"+apiVersion, body(vnet+","+identity("same")+","+identity("new")))
	same(t, any("Succeeded"), reply.At("status"))

	net := changeOf(t, reply, "/net")
	same(t, any("Modify"), net.At("changeType"))
	types := make(map[string]any)
	delta, _ := net.At("delta").([]any)
	for _, one := range delta {
		entry, _ := one.(map[string]any)
		types[entry["path"].(string)] = entry["propertyChangeType"]
	}
	want := map[string]any{"tags.a": "Modify", "tags.b": "Delete", "properties.addressSpace.addressPrefixes": "Array", "properties.subnets": "Array"}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("the delta (-want +got):\n%s\n%s", diff, net.Body)
	}
	for _, check := range []struct{ path, at, want string }{
		{"properties.subnets", "children.0.children.0.path", "properties.addressPrefix"},
		{"properties.subnets", "children.0.children.0.before", "10.0.0.0/24"},
		{"properties.subnets", "children.0.children.0.after", "10.0.1.0/24"},
		{"properties.subnets", "children.1.propertyChangeType", "Create"},
		{"properties.addressSpace.addressPrefixes", "children.0.before", "10.1.0.0/16"},
		{"properties.addressSpace.addressPrefixes", "children.1.after", "10.2.0.0/16"},
	} {
		for i, one := range delta {
			if entry, _ := one.(map[string]any); entry["path"] == check.path {
				same(t, check.want, net.Text("delta."+string(rune('0'+i))+"."+check.at))
			}
		}
	}
	same(t, any("2023-11-01"), net.At("before.apiVersion"))
	same(t, any("NoChange"), changeOf(t, reply, "/same").At("changeType"))
	created := changeOf(t, reply, "/new")
	same(t, any("Create"), created.At("changeType"))
	same(t, any("westus"), created.At("after.location"))
	same(t, nil, created.At("before"))
	same(t, any("Ignore"), changeOf(t, reply, "/other").At("changeType"))

	// Nothing has changed by it.
	same(t, before, w.Must(http.MethodGet, w.networkID("net")+"?api-version=2023-11-01", nil).Body)
	expect(t, w.Do(http.MethodGet, w.identityID("new")+"?api-version=2023-01-31", nil), 404, "ResourceNotFound")
	expect(t, w.Do(http.MethodGet, w.deployment("d")+apiVersion, nil), 404, "DeploymentNotFound")

	// What complete mode would delete, and the short form.
	reply = w.Must(http.MethodPost, w.deployment("d")+"/whatIf"+apiVersion, strings.Replace(complete(vnet), `"mode"`, `"whatIfSettings":{"resultFormat":"resourceIdOnly"},"mode"`, 1))
	same(t, any("Deploy"), changeOf(t, reply, "/net").At("changeType"))
	same(t, nil, changeOf(t, reply, "/net").At("before"))
	same(t, any("Delete"), changeOf(t, reply, "/other").At("changeType"))
}

// A preview looks into nested deployments, and takes references as they are now.
func TestWhatIfNested(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.Must(http.MethodPut, w.identityID("old")+"?api-version=2023-01-31", `{"location":"westus"}`)
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","template":` + templateOf(identity("inside")) + `}}`
	tagged := identity("tagged", `"tags":{"p":"[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities','old'),'2023-01-31').principalId]","q":"[reference('fresh').principalId]"}`)
	reply := w.Must(http.MethodPost, w.deployment("d")+"/whatIf"+apiVersion, body(inner+","+identity("fresh")+","+tagged))
	same(t, any("Create"), changeOf(t, reply, "/inside").At("changeType"))
	if q := changeOf(t, reply, "/tagged").Text("after.tags.q"); !strings.Contains(q, "reference") {
		t.Errorf("what is not known yet is shown as %q", q)
	}
}

func TestWhatIfAtAzuresPace(t *testing.T) {
	t.Parallel()
	w := start(t, asAzure)
	reply := w.Do(http.MethodPost, w.deployment("d")+"/whatIf"+apiVersion, body(identity("one")))
	same(t, 202, reply.Status)
	location := reply.Header.Get("Location")
	if !strings.Contains(location, w.Subscription()+"/operationresults/") {
		t.Fatalf("the result is at %q", location)
	}
	same(t, 202, w.Do(http.MethodGet, location, nil).Status)
	w.Clock.Advance(minute)
	same(t, any("Create"), w.Must(http.MethodGet, location, nil).At("properties.changes.0.changeType"))
}

// What is asked of the resources that are there is known: a grant to an identity of
// the same template is no change the second time.
func TestWhatIfOfAGrant(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	granted := body(identity("same") + `,{"type":"Microsoft.Authorization/roleAssignments","apiVersion":"2022-04-01","name":"[guid('grant')]",
		"dependsOn":["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities','same')]"],
		"properties":{"principalId":"[reference('same').principalId]","principalType":"ServicePrincipal",
		"roleDefinitionId":"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions','acdd72a7-3385-48ef-bd42-f606fba81ae7')]"}}`)
	preview := w.deployment("d") + "/whatIf" + apiVersion
	for _, step := range []struct{ when, want string }{{"before", "Create"}, {"after", "NoChange"}} {
		reply := w.Must(http.MethodPost, preview, granted)
		changes, _ := reply.At("properties.changes").([]any)
		for i := range changes {
			at := "properties.changes." + string(rune('0'+i))
			if got := reply.Text(at + ".changeType"); got != step.want {
				t.Errorf("%s the deployment %s is %s: %s", step.when, reply.Text(at+".resourceId"), got, reply.Body)
			}
		}
		w.Must(http.MethodPut, w.deployment("d")+apiVersion, granted)
		w.Clock.Advance(time.Hour)
	}
}
