package policy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// defineThen reads a definition about everything with a "then".
func defineThen(t *testing.T, parameters, then string) (*policy.Definition, error) {
	t.Helper()
	properties := read(t, `{"mode": "All", "parameters": `+parameters+`, "policyRule": {"if": {"field": "name", "exists": true}, "then": `+then+`}}`)
	return policy.ParseDefinition(properties.(map[string]any))
}

func TestEvaluationDelay(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]policy.Delay{
		`"AfterProvisioning"`:        {},
		`"afterprovisioningsuccess"`: {Succeeded: true},
		`"AfterProvisioningFailure"`: {Failed: true},
		`"PT0M"`:                     {},
		`"PT1H30M"`:                  {Wait: 90 * time.Minute},
		`null`:                       {Wait: 10 * time.Minute},
	} {
		d, err := defineThen(t, `{}`, `{"effect": "auditIfNotExists", "details": {"type": "a/b", "evaluationDelay": `+given+`}}`)
		if err != nil || d.Rule.Then.Details.Delay != want {
			t.Errorf("%s: %+v, %v", given, d, err)
		}
	}
}

// An assignment may choose an effect for which the definition does not have what
// it takes.
func TestCheckEffect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ effect, details, code string }{
		{"audit", ``, ""},
		{"Disabled", ``, ""},
		{"auditIfNotExists", ``, "InvalidPolicyRule"},
		{"deployIfNotExists", `, "details": {"type": "a/b"}`, "InvalidPolicyRule"},
		{"auditIfNotExists", `, "details": {"type": "a/b"}`, ""},
		{"modify", `, "details": {"type": "a/b"}`, "InvalidPolicyRule"},
		{"append", ``, "PolicyRuleNotSupported"},
		{"nonsense", ``, "InvalidPolicyRule"},
	} {
		d, err := defineThen(t, `{"effect": {"type": "String"}}`, `{"effect": "[parameters('effect')]"`+test.details+`}`)
		if err != nil {
			t.Errorf("%+v: %v", test, err)
			continue
		}
		parameters, err := d.Bind(map[string]any{"effect": map[string]any{"value": test.effect}})
		if err != nil {
			t.Fatal(err)
		}
		code := ""
		if wrong, ok := errors.AsType[*policy.Error](d.CheckEffect(policy.Assigned{Parameters: parameters})); ok {
			code = wrong.Code
		}
		if code != test.code {
			t.Errorf("%+v: %s", test, code)
		}
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		`{"operation": "add", "field": "tags.new", "value": "x"}`:                                                 `[{"Path":["tags","new"],"Value":"x","Removed":false,"Conflict":"Deny"}]`,
		`{"operation": "add", "field": "tags.owner", "value": "x"}`:                                               `null`,
		`{"operation": "addOrReplace", "field": "tags['cost center']", "value": "[field('location')]"}`:           `[{"Path":["tags","cost center"],"Value":"westus","Removed":false,"Conflict":"Deny"}]`,
		`{"operation": "remove", "field": "[concat('tags[', 'Owner', ']')]"}`:                                     `[{"Path":["tags","Owner"],"Value":null,"Removed":true,"Conflict":"Deny"}]`,
		`{"operation": "remove", "field": "tags.none"}`:                                                           `null`,
		`{"operation": "addOrReplace", "field": "identity.type", "value": "x", "condition": "[equals(1, 2)]"}`:    `null`,
		`{"operation": "add", "field": "identity.userAssignedIdentities", "value": {"[concat('/a', '/b')]": {}}}`: `[{"Path":["identity","userAssignedIdentities"],"Value":{"/a/b":{}},"Removed":false,"Conflict":"Deny"}]`,
		`{"operation": "add", "field": "[concat('loc', 'ation')]", "value": "x"}`:                                 `the field 'location' cannot be modified here: tags, identity.type and identity.userAssignedIdentities can`,
	} {
		d, err := defineThen(t, `{}`, `{"effect": "modify", "details": {"roleDefinitionIds": ["/providers/Microsoft.Authorization/roleDefinitions/x"], "operations": [`+operation+`]}}`)
		if err != nil {
			t.Errorf("%s: %v", operation, err)
			continue
		}
		changes, err := judge(t, d).Changes()
		got := string(document.Write(changes))
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", operation, got, want)
		}
	}
}

// A condition on a related resource looks at that; field() asks about the one that
// is judged.
func TestSuffices(t *testing.T) {
	t.Parallel()
	related := value.Of(read(t, `{"type": "A.B/c", "name": "other", "location": "eastus", "properties": {"for": "vm1", "level": 3}}`)).(*value.Object)
	for condition, want := range map[string]bool{
		`{"field": "name", "equals": "other"}`:                   true,
		`{"field": "A.B/c/for", "equals": "[field('name')]"}`:    true,
		`{"field": "location", "equals": "[field('location')]"}`: false,
		`{"value": "[field('name')]", "equals": "vm1"}`:          true,
		`{"field": "A.B/c/level", "greater": 3}`:                 false,
	} {
		d, err := defineThen(t, `{}`, `{"effect": "auditIfNotExists", "details": {"type": "a/b", "existenceCondition": `+condition+`}}`)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if got, err := judge(t, d).Suffices(related); err != nil || got != want {
			t.Errorf("%s: %v, %v", condition, got, err)
		}
	}
}
