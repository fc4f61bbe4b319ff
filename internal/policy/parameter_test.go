package policy_test

import (
	"errors"
	"testing"

	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/template/value"
)

func TestBind(t *testing.T) {
	t.Parallel()
	properties := read(t, `{"parameters": {
		"text": {"type": "string", "allowedValues": ["a", "b"], "defaultValue": "a"}, "list": {"type": "Array", "allowedValues": ["x", "y"], "defaultValue": []},
		"number": {"type": "Integer", "defaultValue": 1}, "real": {"type": "Float", "defaultValue": 1.5}, "truth": {"type": "Boolean", "defaultValue": true},
		"when": {"type": "DateTime", "defaultValue": "2026-01-02T03:04:05.1234567Z"}, "object": {"type": "Object", "defaultValue": {}}, "needed": {"type": "String"}},
		"policyRule": {"if": {"field": "name", "equals": "[parameters('needed')]"}, "then": {"effect": "audit"}}}`).(map[string]any)
	d, err := policy.ParseDefinition(properties)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ given, want string }{
		{`{"needed": {"value": "n"}}`, `{"list":[],"needed":"n","number":1,"object":{},"real":1.5,"text":"a","truth":true,"when":"2026-01-02T03:04:05.1234567Z"}`},
		{`{"NEEDED": {"value": "n"}, "list": {"value": ["y", "x"]}, "number": {"value": 7}, "real": {"value": 2}}`, `{"list":["y","x"],"needed":"n","number":7,"object":{},"real":2,"text":"a","truth":true,"when":"2026-01-02T03:04:05.1234567Z"}`},
		{`{"needed": {"value": "n"}, "text": null}`, `{"list":[],"needed":"n","number":1,"object":{},"real":1.5,"text":"a","truth":true,"when":"2026-01-02T03:04:05.1234567Z"}`},
		{`null`, "MissingPolicyParameter"},
		{`[]`, "InvalidPolicyParameters"},
		{`{"needed": "n"}`, "InvalidPolicyParameters"},
		{`{"needed": {"value": "n"}, "more": {"value": 1}}`, "UndefinedPolicyParameter"},
		{`{"needed": {"value": 7}}`, "InvalidPolicyParameterType"},
		{`{"needed": {"value": "n"}, "text": {"value": "c"}}`, "PolicyParameterValueNotAllowed"},
		{`{"needed": {"value": "n"}, "list": {"value": ["z"]}}`, "PolicyParameterValueNotAllowed"},
		{`{"needed": {"value": "n"}, "number": {"value": 1.5}}`, "InvalidPolicyParameterType"},
		{`{"needed": {"value": "n"}, "truth": {"value": "true"}}`, "InvalidPolicyParameterType"},
		{`{"needed": {"value": "n"}, "when": {"value": "tomorrow"}}`, "InvalidPolicyParameterType"},
		{`{"needed": {"value": "n"}, "object": {"value": []}}`, "InvalidPolicyParameterType"},
	} {
		bound, err := d.Bind(read(t, test.given))
		var got string
		if wrong, ok := errors.AsType[*policy.Error](err); ok {
			got = wrong.Code
		} else {
			got = value.JSON(bound)
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.given, got, test.want)
		}
	}
}
