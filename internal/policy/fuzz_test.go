package policy_test

import (
	"errors"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
)

// FuzzDefinition reads whatever stands in the properties of a definition. What is
// read judges a machine: there is an answer or an error, never a crash. What is
// refused is the caller's mistake each time.
func FuzzDefinition(f *testing.F) {
	for _, condition := range []string{
		`{"field": "type", "equals": "Microsoft.Compute/virtualMachines"}`, `{"not": {"anyOf": [{"field": "tags['a']", "exists": "false"}]}}`,
		`{"count": {"field": "Microsoft.Compute/virtualMachines/rules[*]", "where": {"field": "Microsoft.Compute/virtualMachines/rules[*].port", "match": "##"}}, "less": 2}`,
		`{"count": {"value": "[parameters('list')]", "name": "x", "where": {"value": "[current('x')]", "in": ["[field('location')]"]}}, "greater": 0}`,
		`{"field": "[concat('tags[', parameters('text'), ']')]", "containsKey": "x"}`, `{"value": "[requestContext().apiVersion]", "greaterOrEquals": "2018-10-01"}`,
	} {
		f.Add(`{"mode": "all", "parameters": {"text": {"type": "String", "defaultValue": "a"}, "list": {"type": "array", "defaultValue": [1]}}, "policyRule": {"if": ` + condition + `, "then": {"effect": "audit"}}}`)
	}
	f.Add(`{"policyRule": {"if": {"field": "type", "like": "a*"}, "then": {"effect": "[parameters('effect')]", "details": {"type": "a/b", "name": "[field('name')]", "evaluationDelay": "PT5M", "deploymentScope": "subscription",
		"existenceCondition": {"field": "a/b/c[*].d", "equals": 1}, "roleDefinitionIds": ["/providers/Microsoft.Authorization/roleDefinitions/x"],
		"deployment": {"location": "westus", "properties": {"mode": "incremental", "template": {}, "parameters": {"p": {"value": "[field('id')]"}}}}}}}, "parameters": {"effect": {"type": "String", "defaultValue": "DeployIfNotExists"}}}`)
	f.Add(`{"policyRule": {"if": {"field": "type", "like": "a*"}, "then": {"effect": "modify", "details": {"roleDefinitionIds": ["/providers/Microsoft.Authorization/roleDefinitions/x"], "conflictEffect": "audit",
		"operations": [{"operation": "addOrReplace", "field": "[concat('tags[', 'a', ']')]", "value": "[field('tags')]", "condition": "[empty('')]"}, {"operation": "remove", "field": "identity.type"}]}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		value, err := document.Read([]byte(text))
		properties, ok := value.(map[string]any)
		if err != nil || !ok {
			return
		}
		d, err := policy.ParseDefinition(properties)
		if err != nil {
			if _, known := errors.AsType[*policy.Error](err); !known {
				t.Fatalf("%v", err)
			}
			return
		}
		parameters, err := d.Bind(nil)
		if err != nil {
			if _, known := errors.AsType[*policy.Error](err); !known {
				t.Fatalf("%v", err)
			}
			return
		}
		assigned := policy.Assigned{Parameters: parameters}
		checked := d.CheckEffect(assigned)
		j := d.Judge(subject(t), assigned)
		_, _ = j.Holds()
		_, _ = j.Applies()
		effect, err := j.Effect()
		if err == nil && checked == nil && effect == policy.Modify {
			_, _ = j.Changes()
		}
		if err != nil || checked != nil || effect != policy.DeployIfNotExists {
			return
		}
		_, _ = j.Name()
		_, _ = j.Group()
		_, _ = j.Suffices(subject(t).Resource)
		_, _ = j.DeploymentParameters()
	})
}
