package arm_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestParseFilter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]arm.Filter{
		"":                                   nil,
		" ":                                  nil,
		"name eq 'vm1'":                      {{Name: "name", Op: "eq", Value: "vm1"}},
		"resourceType ne 'A.B/c'":            {{Name: "resourcetype", Op: "ne", Value: "A.B/c"}},
		"TagName EQ 'a' AND tagValue eq 'b'": {{Name: "tagname", Op: "eq", Value: "a"}, {Name: "tagvalue", Op: "eq", Value: "b"}},
		"name eq ''":                         {{Name: "name", Op: "eq"}},
		"name eq 'it''s'":                    {{Name: "name", Op: "eq", Value: "it's"}},
		"name eq 'a and b eq ''c'''":         {{Name: "name", Op: "eq", Value: "a and b eq 'c'"}},
		"name+eq+'a+b'":                      {{Name: "name", Op: "eq", Value: "a+b"}},
		"atScope()":                          {{Name: "atscope", Op: "()"}},
		"atScope ( )":                        {{Name: "atscope", Op: "()"}},
		"assignedTo('x') and atScope()":      {{Name: "assignedto", Op: "()", Args: []string{"x"}}, {Name: "atscope", Op: "()"}},
		"startswith(tagName, 'A')":           {{Name: "startswith", Op: "()", Args: []string{"tagname", "A"}}},
		"substringof('A',name)":              {{Name: "substringof", Op: "()", Args: []string{"A", "name"}}},
		"properties/principalId eq 'x'":      {{Name: "properties/principalid", Op: "eq", Value: "x"}},
	} {
		got, err := arm.ParseFilter(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{
		"name", "name eq", "name eq vm1", "name eq 'vm1", "name eq \"vm1\"", "name has 'a'", "eq 'a'", "name eq 'a' or name eq 'b'", "name eq 'a' name eq 'b'",
		"name eq 'a' and", "and name eq 'a'", "not name eq 'a'", "(name eq 'a')", "atScope(", "atScope(,)", "f('a' 'b')", "f('a',)", "f(1-2)", "name eq 5", "'a' eq name", "name = 'a'", "\x00", "é eq 'a'",
	} {
		got, err := arm.ParseFilter(text)
		if e, ok := errors.AsType[*resource.Error](err); !ok || e.Code != "InvalidFilterInQueryString" {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestFilterAsks(t *testing.T) {
	t.Parallel()
	const text = "roleName eq 'Reader' and type ne 'x' and assignedTo('me') and atScope()"
	f, err := arm.ParseFilter(text)
	if err != nil {
		t.Fatal(err)
	}
	if value, ok := f.Equals("ROLENAME"); value != "Reader" || !ok {
		t.Errorf("roleName is %q, %v", value, ok)
	}
	if value, ok := f.Equals("type"); ok {
		t.Errorf("type, which is only unequal, is %q", value)
	}
	if arg, ok := f.Call("assignedto"); arg != "me" || !ok {
		t.Errorf("assignedTo is %q, %v", arg, ok)
	}
	if arg, ok := f.Call("atScope"); arg != "" || !ok {
		t.Errorf("atScope is %q, %v", arg, ok)
	}
	if _, ok := f.Call("roleName"); ok {
		t.Error("a property is no function")
	}
	if err := f.Only(text, "rolename", "type", "assignedTo", "atScope"); err != nil {
		t.Error(err)
	}
	if err := f.Only(text, "roleName", "type", "atScope"); err == nil {
		t.Error("assignedTo is not allowed, and passes")
	}
}

// written is a filter's text again.
func written(f arm.Filter) string {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	conditions := make([]string, len(f))
	for i, c := range f {
		if c.Op == "()" {
			args := make([]string, len(c.Args))
			for j, arg := range c.Args {
				args[j] = quote(arg)
			}
			conditions[i] = c.Name + "(" + strings.Join(args, ",") + ")"
			continue
		}
		conditions[i] = fmt.Sprintf("%s %s %s", c.Name, c.Op, quote(c.Value))
	}
	return strings.Join(conditions, " and ")
}

// FuzzParseFilter writes what was read, and reads the same again.
func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"", "name eq 'vm1'", "tagName eq 'a' and tagValue ne 'it''s'", "atScope() and assignedTo('x')", "startswith(name,'a')", "name eq '", "a.b/c eq ''", "f(g,h)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := arm.ParseFilter(text)
		if err != nil {
			if e, ok := errors.AsType[*resource.Error](err); !ok || e.Kind != resource.KindInvalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := arm.ParseFilter(written(filter))
		if err != nil || !reflect.DeepEqual(normal(filter), normal(again)) {
			t.Fatalf("%q reads as %+v, is written as %q, and reads as %+v, %v", text, filter, written(filter), again, err)
		}
	})
}

// normal writes no arguments as nil.
func normal(f arm.Filter) arm.Filter {
	var out arm.Filter
	for _, c := range f {
		if len(c.Args) == 0 {
			c.Args = nil
		}
		out = append(out, c)
	}
	return out
}
