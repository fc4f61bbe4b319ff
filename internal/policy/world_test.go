package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// machine is a resource that rules are tried on.
const machine = `{
	"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1", "name": "vm1", "type": "Microsoft.Compute/virtualMachines",
	"location": "westus", "tags": {"Owner": "me", "cost center": "7"}, "zones": ["1"],
	"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {"/ID/One": {}}},
	"properties": {
		"hardwareProfile": {"vmSize": "Standard_D2_v2"}, "count": 3, "enabled": true, "nothing": null,
		"storageProfile": {"imageReference": {"publisher": "Canonical"}, "dataDisks": [{"lun": 0, "diskSizeGB": 10}, {"lun": 1, "diskSizeGB": 1023}], "empty": []},
		"rules": [{"name": "a", "properties": {"port": "22"}}, {"name": "b", "properties": {"port": "443"}}]
	}
}`

func read(t testing.TB, text string) any {
	t.Helper()
	v, err := document.Read([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// subject is the machine.
func subject(t testing.TB) policy.Subject {
	t.Helper()
	object := func(text string) *value.Object { return value.Of(read(t, text)).(*value.Object) }
	return policy.Subject{
		Resource: object(machine), APIVersion: "2019-07-01", Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Subscription: object(`{"id": "/subscriptions/s", "subscriptionId": "s"}`), ResourceGroup: object(`{"name": "g", "tags": {"env": "prod"}}`),
	}
}

// define reads a definition of a condition, with parameters "text" and "list".
func define(t testing.TB, condition string) (*policy.Definition, error) {
	t.Helper()
	properties := fmt.Sprintf(`{"mode": "All", "parameters": {"text": {"type": "String", "defaultValue": "vm1"}, "list": {"type": "Array", "defaultValue": ["westus", "eastus"]}},
		"policyRule": {"if": %s, "then": {"effect": "audit"}}}`, condition)
	return policy.ParseDefinition(read(t, properties).(map[string]any))
}

// judge puts the machine before a definition.
func judge(t testing.TB, d *policy.Definition) *policy.Judgement {
	t.Helper()
	parameters, err := d.Bind(nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.Judge(subject(t), policy.Assigned{Parameters: parameters, AssignmentID: "/assignment", DefinitionID: "/definition"})
}
