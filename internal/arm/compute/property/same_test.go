package property_test

import (
	"encoding/json"
	"testing"

	"github.com/azimuthid/azimuth/internal/arm/compute/property"
)

func TestSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b any
		want bool
	}{
		{"texts in another case", "Standard_B1s", "standard_b1S", true},
		{"other texts", "a", "b", false},
		{"a number as a text", json.Number("2"), "2", true},
		{"a switch as a text", true, "True", true},
		{"nothing and nothing", nil, nil, true},
		{"nothing and something", nil, "<nil>", false},
		{"equal lists", []any{"a"}, []any{"a"}, true},
		{"lists in another case", []any{"a"}, []any{"A"}, false},
		{"a list and its text", []any{"a"}, "[a]", false},
		{"an object and its text", map[string]any{}, "map[]", false},
	} {
		if got := property.Same(c.a, c.b); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestReadSwitch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		sent, want any
	}{
		{"true", "true", true},
		{"in another case", "False", false},
		{"what is one already", true, true},
		{"another text", "yes", "yes"},
	} {
		object := map[string]any{"properties": map[string]any{"primary": c.sent}}
		property.ReadSwitch(object, "properties.primary")
		if got := object["properties"].(map[string]any)["primary"]; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
