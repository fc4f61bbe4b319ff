package rbac_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
)

func TestCheckCondition(t *testing.T) {
	t.Parallel()
	const attribute = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:Name]"
	for _, test := range []struct {
		name, text string
		want       bool
	}{
		{"a comparison", attribute + " stringEquals 'foo'", true},
		{"any case, any space", "\n@RESOURCE [x]\tSTRINGEQUALS\r\n'foo' ", true},
		{"two attributes", attribute + " StringEquals @Principal[x/y:z]", true},
		{"a set", attribute + " ForAnyOfAnyValues:StringEquals {'a', 'b'}", true},
		{"bare GUIDs", "@Request[a:b] ForAnyOfAllValues:GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635, 18D7D88D-d35e-4fb5-a5c3-7773c20a72d9}", true},
		{"a number", "@Request[a] NumericLessThan -1.5", true},
		{"a truth value", "@Environment[isPrivateLink] BoolEquals true", true},
		{"a time", "@Environment[UtcNow] DateTimeGreaterThan '2023-05-01T13:00:00.0Z'", true},
		{"exists", "Exists " + attribute + " AND NotExists @Request[a]", true},
		{"actions", "!(ActionMatches{'a/b'} AND !SubOperationMatches{'c'})", true},
		{"symbols", "(ActionMatches{'a'} && !ActionMatches{'b'}) || NOT (ActionMatches{'c'})", true},
		{"nothing", "", false},
		{"words alone", "if it is Tuesday", false},
		{"no operator", attribute + " 'foo'", false},
		{"an unknown operator", "1 equals 2", false},
		{"no second operand", attribute + " StringEquals", false},
		{"an open text", attribute + " StringEquals 'foo", false},
		{"an open set", attribute + " StringEquals {'foo'", false},
		{"an empty set", attribute + " StringEquals {}", false},
		{"an open parenthesis", "(" + attribute + " StringEquals 'foo'", false},
		{"a parenthesis too many", attribute + " StringEquals 'foo')", false},
		{"an unknown source", "@Moon[x] StringEquals 'foo'", false},
		{"an empty attribute", "@Resource[] StringEquals 'foo'", false},
		{"nothing after AND", attribute + " StringEquals 'foo' AND", false},
		{"two in a row", "ActionMatches{'a'} ActionMatches{'b'}", false},
		{"exists needs an attribute", "Exists 'x'", false},
		{"too deep", strings.Repeat("(", 60) + "ActionMatches{'a'}" + strings.Repeat(")", 60), false},
		{"too long", "ActionMatches{'" + strings.Repeat("a", 8<<10) + "'}", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := rbac.CheckCondition(test.text); (err == nil) != test.want {
				t.Errorf("%s: got %v, want well-formed %v", test.text, err, test.want)
			}
		})
	}
}

// TestPublishedConditions reads the conditions of all of Azure's built-in roles.
func TestPublishedConditions(t *testing.T) {
	t.Parallel()
	var reference []struct {
		Name        string            `json:"roleName"`
		Permissions []rbac.Permission `json:"permissions"`
	}
	if err := json.Unmarshal(readReference(t, "data/builtin-roles.json"), &reference); err != nil {
		t.Fatal(err)
	}
	misprints := regexp.MustCompile(`[{} ]|/$`) // which Azure's roles have, and ours may not
	read := 0
	for _, r := range reference {
		for _, p := range r.Permissions {
			for _, action := range append(p.Actions, p.NotActions...) {
				if !rbac.ValidPattern(action) && !misprints.MatchString(action) {
					t.Errorf("%s: %q is taken for malformed", r.Name, action)
				}
			}
			if p.Condition == "" {
				continue
			}
			read++
			if err := rbac.CheckCondition(p.Condition); err != nil {
				t.Errorf("%s: %v: %s", r.Name, err, p.Condition)
			}
		}
	}
	if read == 0 {
		t.Error("no role of the reference has a condition")
	}
}

func TestValidPattern(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"*": true, "*/read": true, "Microsoft.Compute/*": true, "Microsoft.Compute/*/virtual*/read": true,
		"a/*/b/*/c": true, "a_b-c.d/read": true,
		"": false, "read": false, "/read": false, "a//b": false, "a/": false, "a b/read": false, "a/{b}": false, "ä/read": false,
	} {
		if got := rbac.ValidPattern(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzCondition(f *testing.F) {
	f.Add("!(ActionMatches{'x/read'}) OR (@Resource[x:name] ForAnyOfAnyValues:StringEquals {'a', 'b'})")
	f.Add("((((")
	f.Add("NOT !Exists @Request[a]")
	f.Fuzz(func(t *testing.T, text string) {
		if rbac.CheckCondition(text) != nil {
			return
		}
		// What is well-formed stays so when it is put together.
		for _, longer := range []string{"(" + text + ")", text + " AND " + text, "!(" + text + ")"} {
			if len(longer) > 4<<10 || strings.Count(text, "(")+strings.Count(text, "!")+strings.Count(strings.ToLower(text), "not") > 40 {
				return
			}
			if err := rbac.CheckCondition(longer); err != nil {
				t.Errorf("%q is well-formed, but %q is not: %v", text, longer, err)
			}
		}
	})
}
