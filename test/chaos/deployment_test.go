package chaos_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// A server is killed in the middle of a deployment: the next one ends it, and no
// resource is left out or written twice.
func TestCrashInADeployment(t *testing.T) {
	t.Parallel()
	for _, few := range []int{1, 60, 200} {
		t.Run(fmt.Sprintf("after %d resources", few), func(t *testing.T) {
			t.Parallel()
			crashInADeployment(t, few)
		})
	}
}

const deployed = 400 // resources

func crashInADeployment(t *testing.T, few int) {
	t.Helper()
	folder, clock := t.TempDir(), fastClock{time.Unix(time.Now().Unix(), 0)}
	p := start(t, folder, clock, false)
	group := "/subscriptions/" + p.SubscriptionID + "/resourceGroups/deployed"
	if response, text, err := p.send(http.MethodPut, group+groupVersion, `{"location":"westus"}`); err != nil || response.StatusCode != http.StatusCreated {
		t.Fatalf("%v %s", err, text)
	}
	deployment := group + "/providers/Microsoft.Resources/deployments/d" + groupVersion
	body := fmt.Sprintf(`{"properties":{"mode":"Incremental","template":{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[
		{"type":"Microsoft.ManagedIdentity/userAssignedIdentities","apiVersion":"2023-01-31","name":"[concat('id',copyIndex())]","location":"westus","copy":{"name":"ids","count":%d}}],
		"outputs":{"last":{"type":"string","value":"[reference('id%d').principalId]"}}}}}`, deployed, deployed-1)
	answered := make(chan bool, 1)
	go func() {
		response, _, err := p.send(http.MethodPut, deployment, body)
		answered <- err == nil && response.StatusCode == http.StatusCreated
	}()
	for made := 0; made < few; {
		_, text, err := p.send(http.MethodGet, group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2023-01-31", "")
		if err != nil {
			t.Fatal(err)
		}
		made = strings.Count(text, `"principalId"`)
	}
	p.kill(t)
	t.Logf("it was answered: %v; the crash left %d resources", <-answered, countEvents(t, folder, group))
	p = start(t, folder, clock, false)
	_, text, err := p.send(http.MethodGet, deployment, "")
	var shown struct {
		Properties struct {
			ProvisioningState string
			OutputResources   []any
			Outputs           map[string]any
		}
	}
	if err != nil || json.Unmarshal([]byte(text), &shown) != nil {
		t.Fatalf("%v %s", err, text)
	}
	if shown.Properties.ProvisioningState != "Succeeded" || len(shown.Properties.OutputResources) != deployed || shown.Properties.Outputs["last"] == nil {
		t.Errorf("the deployment is %.400s", text)
	}
	p.kill(t)
	if events := countEvents(t, folder, group); events != deployed {
		t.Errorf("%d writes of %d resources", events, deployed)
	}
	inspect(t, folder)
}

// countEvents counts the writes of identities in the database that a crash left,
// each of which stands in the same commit as its event and its operation.
func countEvents(t *testing.T, folder, group string) int {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(folder, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	list := func(q resource.Query) []resource.Document {
		documents, _, err := store.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return documents
	}
	events := 0
	for _, d := range list(resource.Query{Kind: arm.EventKind}) {
		event, err := arm.ParseEvent(d)
		if err != nil {
			t.Fatal(err)
		}
		if event.Type == "Microsoft.ManagedIdentity/userAssignedIdentities" {
			events++
		}
	}
	resources := len(list(resource.Query{Kind: userKind, Under: strings.ToLower(group)}))
	operations := 0
	for _, d := range list(resource.Query{Kind: "microsoft.resources/deployments/operations"}) {
		if strings.Contains(string(d.Body), `"verb":"Create"`) {
			operations++
		}
	}
	if events != resources || operations != resources {
		t.Errorf("%d resources have %d events and %d operations", resources, events, operations)
	}
	return events
}
