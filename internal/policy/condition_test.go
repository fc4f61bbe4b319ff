package policy_test

import (
	"strings"
	"testing"
)

func TestConditions(t *testing.T) {
	t.Parallel()
	const vm = "Microsoft.Compute/virtualMachines/"
	for _, test := range []struct {
		condition string
		want      bool
	}{
		{`{"field": "type", "equals": "microsoft.compute/VIRTUALMACHINES"}`, true},
		{`{"field": "name", "notEquals": "vm1"}`, false},
		{`{"field": "fullName", "equals": "vm1"}`, true},
		{`{"field": "id", "like": "*/virtualMachines/vm1"}`, true},
		{`{"field": "name", "like": "VM*"}`, true},
		{`{"field": "name", "notLike": "vm"}`, true},
		{`{"field": "name", "match": "??#"}`, true},
		{`{"field": "name", "match": "VM#"}`, false},
		{`{"field": "name", "matchInsensitively": "VM#"}`, true},
		{`{"field": "name", "notMatchInsensitively": "VM#"}`, false},
		{`{"field": "name", "match": ".m."}`, true},
		{`{"field": "name", "notMatch": "..."}`, false},
		{`{"field": "location", "in": ["eastus", "WestUS"]}`, true},
		{`{"field": "location", "in": "[parameters('list')]"}`, true},
		{`{"field": "location", "notIn": ["[concat('west', 'us')]"]}`, false},
		{`{"field": "identity.type", "contains": "userassigned"}`, true},
		{`{"field": "identity.type", "notContains": "None"}`, true},
		{`{"field": "identity.userAssignedIdentities", "containsKey": "/id/one"}`, true},
		{`{"field": "identity.userAssignedIdentities", "notContainsKey": "/id/two"}`, true},
		{`{"value": "[length(field('identity.userAssignedIdentities'))]", "equals": 1}`, true},
		{`{"value": "[string(length(field('identity.userAssignedIdentities')))]", "equals": "1"}`, true},
		{`{"field": "tags", "containsKey": "owner"}`, true},
		{`{"field": "tags.owner", "equals": "ME"}`, true},
		{`{"field": "tags['cost center']", "equals": "7"}`, true},
		{`{"field": "tags[cost center]", "exists": "true"}`, true},
		{`{"field": "[concat('tags[', 'Owner', ']')]", "exists": false}`, false},
		{`{"field": "tags.none", "exists": false}`, true},
		{`{"field": "kind", "exists": false}`, true},
		// Aliases.
		{`{"field": "` + vm + `hardwareProfile.vmSize", "equals": "standard_d2_V2"}`, true},
		{`{"field": "` + vm + `sku.name", "in": ["Standard_D2_v2"]}`, true},
		{`{"field": "Microsoft.Compute/imagePublisher", "equals": "canonical"}`, true},
		{`{"field": "` + vm + `enabled", "equals": "true"}`, true},
		{`{"field": "` + vm + `enabled", "equals": true}`, true},
		{`{"field": "` + vm + `count", "equals": 3}`, true},
		{`{"field": "` + vm + `count", "equals": "3"}`, true},
		{`{"field": "` + vm + `count", "greater": 2}`, true},
		{`{"field": "` + vm + `count", "lessOrEquals": 2}`, false},
		{`{"field": "` + vm + `none", "less": 2}`, false},
		{`{"field": "` + vm + `nothing", "exists": true}`, false},
		{`{"field": "` + vm + `none", "notEquals": "x"}`, true},
		{`{"field": "` + vm + `zones[*]", "equals": "1"}`, true},
		{`{"field": "` + vm + `storageProfile.dataDisks[*].diskSizeGB", "greaterOrEquals": 10}`, true},
		{`{"field": "` + vm + `storageProfile.dataDisks[*].diskSizeGB", "greater": 10}`, false},
		{`{"field": "` + vm + `storageProfile.empty[*].x", "equals": "never"}`, true},
		{`{"field": "` + vm + `rules[*].port", "in": ["22", "443"]}`, true},
		{`{"field": "Microsoft.Network/networkInterfaces/hardwareProfile.vmSize", "exists": true}`, false},
		// Counts.
		{`{"count": {"field": "` + vm + `storageProfile.dataDisks[*]"}, "equals": 2}`, true},
		{`{"count": {"field": "` + vm + `none[*]"}, "equals": 0}`, true},
		{`{"count": {"field": "` + vm + `rules[*]", "where": {"field": "` + vm + `rules[*].port", "equals": "22"}}, "equals": 1}`, true},
		{`{"count": {"field": "` + vm + `storageProfile.dataDisks[*]", "where": {"value": "[current('` + vm + `storageProfile.dataDisks[*].diskSizeGB')]", "less": 100}}, "equals": 1}`, true},
		{`{"count": {"value": "[parameters('list')]", "name": "l", "where": {"field": "location", "equals": "[current('l')]"}}, "equals": 1}`, true},
		{`{"count": {"value": ["a", "b"], "where": {"value": "[current()]", "equals": "a"}}, "equals": 1}`, true},
		{`{"count": {"value": ["22", "80"], "name": "p", "where": {"count": {"field": "` + vm + `rules[*]", "where": {"field": "` + vm + `rules[*].port", "equals": "[current('p')]"}}, "greater": 0}}, "equals": 1}`, true},
		// Functions.
		{`{"value": "[requestContext().apiVersion]", "greaterOrEquals": "2018-10-01"}`, true},
		{`{"value": "[requestContext().apiVersion]", "less": "2018-10-01"}`, false},
		{`{"value": "[resourceGroup().tags.env]", "equals": "prod"}`, true},
		{`{"value": "[subscription().subscriptionId]", "equals": "s"}`, true},
		{`{"value": "[policy().assignmentId]", "equals": "/assignment"}`, true},
		{`{"value": "[field('tags.none')]", "equals": ""}`, false},
		{`{"value": "[if(empty(field('tags')), 'none', 'some')]", "equals": "some"}`, true},
		{`{"value": "[addDays('2026-01-01T00:00:00Z', 1)]", "equals": "2026-01-02T00:00:00.0000000Z"}`, true},
		{`{"value": "[utcNow()]", "greater": "2026-01-01T00:00:00.0000000Z"}`, true},
		{`{"value": "[ipRangeContains('10.0.0.0/16', '10.0.7.0/24')]", "equals": true}`, true},
		{`{"value": "[ipRangeContains('10.0.0.0-10.0.0.9', '10.0.0.10')]", "equals": true}`, false},
		{`{"value": "[ipRangeContains('10.0.0.0/8', '::1')]", "equals": true}`, false},
		{`{"value": "[[parameters('text')]", "equals": "[[parameters('text')]"}`, true},
		// Operators around conditions.
		{`{"allOf": [{"field": "name", "equals": "[parameters('text')]"}, {"not": {"field": "kind", "exists": true}}]}`, true},
		{`{"anyOf": [{"field": "name", "equals": "x"}, {"field": "location", "equals": "westus"}]}`, true},
		{`{"anyOf": [{"field": "name", "equals": "x"}, {"field": "location", "equals": "x"}]}`, false},
		{`{"AllOf": [{"Field": "Name", "Equals": "vm1"}]}`, true},
	} {
		d, err := define(t, test.condition)
		if err != nil {
			t.Errorf("%s: %v", test.condition, err)
			continue
		}
		if got, err := judge(t, d).Holds(); err != nil || got != test.want {
			t.Errorf("%s: %v, %v", test.condition, got, err)
		}
	}
}

func TestConditionsThatCannotBeJudged(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]string{
		`{"value": "[substring(field('name'), 0, 9)]", "equals": "x"}`: "substring",
		`{"field": "name", "greater": 7}`:                              "different types",
		`{"field": "name", "in": "[parameters('text')]"}`:              "must be an array",
		`{"field": "name", "like": "[parameters('list')]"}`:            "must be a string",
		`{"field": "[concat('no', ' field')]", "equals": "x"}`:         "no field",
		`{"value": "[parameters(concat('none'))]", "equals": "x"}`:     "'none' is not defined",
		`{"count": {"value": "[parameters('text')]"}, "equals": 0}`:    "must be an array",
		`{"field": "name", "like": "[concat('*', '*')]"}`:              "more than one '*'",
		`{"value": "[addDays('x', 1)]", "equals": "x"}`:                "addDays",
		`{"count": {"value": "[range(0, 10000)]", "where": {"count": {"value": "[range(0, 10000)]", "name": "b", "where": {"field": "name", "equals": "x"}}, "equals": 1}}, "equals": 1}`: "more steps than the limit",
	} {
		d, err := define(t, condition)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if got, err := judge(t, d).Holds(); err == nil || got || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", condition, got, err)
		}
	}
}

// What a rule is about is known by the resource's type, and by its name and kind
// where it looks at more than these.
func TestApplies(t *testing.T) {
	t.Parallel()
	const machines, others = `{"field": "type", "equals": "Microsoft.Compute/virtualMachines"}`, `{"field": "type", "equals": "x/y"}`
	for condition, want := range map[string]bool{
		machines: true,
		others:   false,
		`{"allOf": [` + machines + `, {"field": "location", "equals": "moon"}]}`: true,
		`{"allOf": [` + others + `, {"field": "location", "equals": "moon"}]}`:   false,
		`{"anyOf": [` + others + `, {"field": "location", "equals": "moon"}]}`:   true,
		`{"not": ` + machines + `}`: false,
		`{"not": {"allOf": [` + machines + `, {"field": "tags.a", "exists": true}]}}`:                                true,
		`{"allOf": [` + machines + `, {"field": "name", "equals": "x"}]}`:                                            true,
		`{"allOf": [` + machines + `, {"field": "name", "equals": "x"}, {"field": "location", "equals": "westus"}]}`: false,
		`{"field": "name", "equals": "x"}`:                                                                           true,
	} {
		d, err := define(t, condition)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if got, err := judge(t, d).Applies(); err != nil || got != want {
			t.Errorf("%s: %v, %v", condition, got, err)
		}
	}
}
