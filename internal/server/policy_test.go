package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const (
	ownerRole  = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	setsPolicy = "516187d4-ef64-4a1b-ad6b-a7348502976c"
	policyBody = `{"location":"westus","identity":{"type":"SystemAssigned"},"properties":{"policyDefinitionId":"/providers/Microsoft.Authorization/policyDefinitions/%s",
		"parameters":{"bringYourOwnUserAssignedManagedIdentity":{"value":false}}}}`
)

// governedSet assigns the policy that gives scale sets an identity, and makes a
// scale set, which is being created yet.
func governedSet(t *testing.T, w *servertest.World) (set string) {
	t.Helper()
	assigned := w.Must(http.MethodPut, w.Subscription()+"/providers/Microsoft.Authorization/policyAssignments/identity?api-version=2022-06-01", fmt.Sprintf(policyBody, setsPolicy))
	w.Must(http.MethodPut, w.Subscription()+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + ownerRole, "principalId": assigned.Text("identity.principalId"),
	}})
	group := w.Subscription() + "/resourceGroups/governed"
	w.Must(http.MethodPut, group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	set = group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+setVersion, `{"location":"westus","sku":{"name":"Standard_D1_v2","capacity":1},"properties":{"upgradePolicy":{"mode":"Automatic"},"virtualMachineProfile":{}}}`)
	return set
}

// deployments are the states of a subscription's deployments.
func deploymentStates(w *servertest.World) string {
	reply := w.Do(http.MethodGet, w.Subscription()+"/providers/Microsoft.Resources/deployments?api-version=2021-04-01", nil)
	value, _ := reply.At("value").([]any)
	var states []string
	for i := range value {
		states = append(states, reply.Text(fmt.Sprintf("value.%d.properties.provisioningState", i)))
	}
	return strings.Join(states, " ")
}

// What a policy is to do is done though the server stops before the machine is
// provisioned, and again while its deployment is under way; and it is done once.
func TestPoliciesSurviveARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start := func() *servertest.World {
		return servertest.Start(t, func(c *server.Config) { c.Data, c.Store, c.AsyncAzure = data, "sqlite", true })
	}
	w := start()
	set := governedSet(t, w)
	if got := deploymentStates(w); got != "" {
		t.Errorf("before the set is provisioned: %s", got)
	}
	w.Stop()

	w = start()
	w.Clock.Advance(5 * time.Minute)
	if got := deploymentStates(w); got != "Accepted" {
		t.Errorf("after the set is provisioned: %s", got)
	}
	w.Stop()

	w = start()
	w.Clock.Advance(5 * time.Minute)
	for range 10 {
		w.Clock.Advance(time.Minute)
		w.Do(http.MethodGet, set+setVersion, nil)
	}
	if got := deploymentStates(w); got != "Succeeded" {
		t.Errorf("in the end: %s", got)
	}
	if got := w.Do(http.MethodGet, set+setVersion, nil); got.Text("identity.type") != "UserAssigned" || !strings.Contains(got.Body, "Built-In-Identity-westus") {
		t.Errorf("the set is %s", got.Body)
	}
}

// A snapshot has what policies are to do yet.
func TestSnapshotsCarryPolicies(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.AsyncAzure = true })
	set := governedSet(t, w)
	state := w.Must(http.MethodGet, "/providers/Azimuth/state?api-version=2022-12-01", nil).Body
	w.Must(http.MethodDelete, w.Subscription()+"/providers/Microsoft.Authorization/policyAssignments/identity?api-version=2022-06-01", nil)
	w.Clock.Advance(5 * time.Minute)
	if got := deploymentStates(w); got != "" {
		t.Errorf("without the assignment: %s", got)
	}
	w.Must(http.MethodPut, "/providers/Azimuth/state?api-version=2022-12-01", state)
	for range 10 {
		w.Clock.Advance(time.Minute)
		w.Do(http.MethodGet, set+setVersion, nil)
	}
	if got := w.Do(http.MethodGet, set+setVersion, nil).Text("identity.type"); got != "UserAssigned" {
		t.Errorf("after the state was loaded: %s", got)
	}
}

// Rules of any size and shape are taken or refused, and nothing else.
func TestHostilePolicies(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	definition := w.Subscription() + "/providers/Microsoft.Authorization/policyDefinitions/hostile?api-version=2021-06-01"
	rule := func(condition string) string {
		return `{"properties":{"mode":"All","policyRule":{"if":` + condition + `,"then":{"effect":"deny"}}}}`
	}
	many := func(n int) string {
		return `{"anyOf":[` + strings.TrimSuffix(strings.Repeat(`{"field":"name","equals":"x"},`, n), ",") + `]}`
	}
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"as many conditions as may be": {rule(many(511)), http.StatusCreated},
		"one more":                     {rule(many(512)), http.StatusBadRequest},
		"deep":                         {rule(strings.Repeat(`{"not":`, 5000) + `{"field":"name","equals":"x"}` + strings.Repeat("}", 5000)), http.StatusBadRequest},
		"a deep expression":            {rule(`{"value":"[` + strings.Repeat("not(", 5000) + "true()" + strings.Repeat(")", 5000) + `]","equals":true}`), http.StatusBadRequest},
		"a rule that is a list":        {`{"properties":{"policyRule":[]}}`, http.StatusBadRequest},
		"parameters that are a list":   {`{"properties":{"parameters":[],"policyRule":{"if":{"field":"name","equals":"x"},"then":{"effect":"deny"}}}}`, http.StatusBadRequest},
		"an unknown member":            {`{"policyRule":{}}`, http.StatusBadRequest},
	} {
		reply := w.Do(http.MethodPut, definition, test.body)
		if reply.Status != test.status {
			t.Errorf("%s: %d %.300s", name, reply.Status, reply.Body)
		}
	}
	// What takes too long to judge denies, and soon.
	loop := `{"count":{"value":"[range(0, 10000)]","name":"a","where":{"count":{"value":"[range(0, 10000)]","name":"b","where":{"value":"[add(current('a'), current('b'))]","equals":-1}},"greater":0}},"greater":0}`
	w.Must(http.MethodPut, definition, rule(loop))
	w.Must(http.MethodPut, w.Subscription()+"/providers/Microsoft.Authorization/policyAssignments/hostile?api-version=2022-06-01", map[string]any{
		"properties": map[string]any{"policyDefinitionId": strings.TrimSuffix(definition, "?api-version=2021-06-01")},
	})
	reply := w.Do(http.MethodPut, w.Subscription()+"/resourceGroups/g?api-version=2021-04-01", map[string]any{"location": "westus"})
	if reply.Status != http.StatusForbidden || !strings.Contains(reply.Body, "more steps than the limit") {
		t.Errorf("%d %s", reply.Status, reply.Body)
	}
}

// Kinds of policy objects that are not served are documents without effect where
// unknown types are kept; those that are served are what they are.
func TestPoliciesBesideUnknownTypes(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.KeepUnknown = true })
	at := w.Subscription() + "/providers/Microsoft.Authorization/"
	set := at + "policySetDefinitions/set"
	w.Must(http.MethodPut, set+"?api-version=2021-06-01", `{"properties":{"policyDefinitions":[]}}`)
	for path, body := range map[string]string{
		"policyDefinitions/wrong?api-version=2021-06-01": `{"properties":{"policyRule":{"if":{},"then":{"effect":"deny"}}}}`,
		"policyAssignments/set?api-version=2022-06-01":   `{"properties":{"policyDefinitionId":"` + set + `"}}`,
	} {
		if reply := w.Do(http.MethodPut, at+path, body); reply.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, reply.Status, reply.Body)
		}
	}
}
