package graph_test

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/graph"
	"github.com/azimuthid/azimuth/internal/resource"
)

// subject is what the filters of the cases are about.
func subject(path string) any {
	return map[string]any{
		"displayName":           "It's my VM",
		"accountEnabled":        true,
		"description":           nil,
		"id":                    "11111111-0000-4000-8000-000000000001",
		"servicePrincipalNames": []any{"22222222-0000-4000-8000-000000000002", "api://thing"},
		"passwordCredentials":   []any{map[string]any{"keyId": "k1", "hint": "abc"}},
		"tags":                  []any{},
	}[path]
}

func TestFilter(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]bool{
		`displayName eq 'It''s my VM'`:                                         true,
		`displayName eq 'IT''S MY vm'`:                                         true,
		`displayName eq 'It'`:                                                  false,
		`displayName ne 'It'`:                                                  true,
		`id eq '11111111-0000-4000-8000-000000000001'`:                         true,
		`id eq 11111111-0000-4000-8000-000000000001`:                           true,
		`accountEnabled eq true`:                                               true,
		`accountEnabled eq false`:                                              false,
		`accountEnabled eq 'true'`:                                             false,
		`description eq null`:                                                  true,
		`displayName eq null`:                                                  false,
		`startswith(displayName,'it')`:                                         true,
		`startsWith(displayName, 'my')`:                                        false,
		`endswith(displayName,'VM')`:                                           true,
		`contains(displayName,'s my')`:                                         true,
		`startswith(description,'')`:                                           false,
		`displayName in ('a', 'It''s my VM')`:                                  true,
		`displayName in ('a')`:                                                 false,
		`servicePrincipalNames/any(c:c eq 'api://x')`:                          false,
		`servicePrincipalNames/any(c:c eq 'API://thing')`:                      true,
		`servicePrincipalNames/any(x: startswith(x, 'api:'))`:                  true,
		`servicePrincipalNames/any(c:d eq 'api://thing')`:                      false,
		`passwordCredentials/any(p:p/keyId eq 'k1' and p/hint eq 'abc')`:       true,
		`passwordCredentials/any(p:p/keyId eq 'k2')`:                           false,
		`tags/any(t:t eq 'x')`:                                                 false,
		`not (displayName eq 'x')`:                                             true,
		`not startswith(displayName,'It')`:                                     false,
		`displayName eq 'x' or accountEnabled eq true and description eq null`: true,
		`(displayName eq 'x' or accountEnabled eq true) and id eq 'nothing'`:   false,
		`accountEnabled eq true OR displayName eq 'x' AND id eq 'nothing'`:     true,
		`  displayName   eq 'x'  or  accountEnabled  eq  true  `:               true,
	} {
		t.Run(clause, func(t *testing.T) {
			t.Parallel()
			holds, err := graph.ParseFilter(clause)
			if err != nil {
				t.Fatal(err)
			}
			if got := holds(subject); got != want {
				t.Errorf("it comes to %v", got)
			}
		})
	}
}

func TestFilterRefused(t *testing.T) {
	t.Parallel()
	for _, clause := range []string{
		``, ` `, `displayName`, `displayName eq`, `displayName eq x`, `displayName eq 'x`, `displayName eq 'x' and`,
		`displayName eq 'x' displayName eq 'y'`, `displayName like 'x'`, `(displayName eq 'x'`, `displayName eq 'x')`,
		`startswith(displayName)`, `startswith(displayName,'x'`, `startswith('x',displayName)`, `startswith(displayName,true)`,
		`nosuch(displayName,'x')`, `tags/any()`, `tags/any(c)`, `tags/any(c:)`, `tags/all(c:c eq 'x')`, `not`, `displayName in ()`,
		`displayName in ('a'`, `displayName in 'a'`, strings.Repeat("not ", 1000) + `displayName eq 'x'`, strings.Repeat("(", 1000),
	} {
		_, err := graph.ParseFilter(clause)
		if e := resource.AsError(err); err == nil || e.Kind != resource.KindInvalid || e.Code != "BadRequest" {
			t.Errorf("%.40q: %v", clause, err)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]bool{
		`"displayName:my"`:                           true,
		`"displayName:MY V"`:                         true,
		`"displayName:y"`:                            false,
		`"displayName:vm" AND "displayName:nothing"`: false,
		`"displayName:nothing" OR "displayName:vm"`:  true,
		`"displayName:nothing" "displayName:vm"`:     false,
		``:                                           true,
	} {
		holds, err := graph.ParseSearch(clause)
		if err != nil {
			t.Errorf("%s: %v", clause, err)
			continue
		}
		if got := holds(subject); got != want {
			t.Errorf("%s: comes to %v", clause, got)
		}
	}
	for _, clause := range []string{`displayName:x`, `"displayName"`, `"displayName:x`, `":x"`, `"displayName:"`, `"displayName:x" AND`} {
		if _, err := graph.ParseSearch(clause); err == nil {
			t.Errorf("%s is taken", clause)
		}
	}
}

// FuzzFilter reads whatever comes, and evaluates what can be read.
func FuzzFilter(f *testing.F) {
	for _, clause := range []string{
		`servicePrincipalNames/any(c:c eq 'x')`, `displayName eq 'a''b' and not (id in ('1',null,true))`, `startswith(displayName,'x') or a/b/c ne 1.5`,
	} {
		f.Add(clause)
	}
	f.Fuzz(func(t *testing.T, clause string) {
		holds, err := graph.ParseFilter(clause)
		if err != nil {
			if resource.AsError(err).Kind != resource.KindInvalid {
				t.Errorf("%q: %v", clause, err)
			}
			return
		}
		yes := holds(subject)
		negated, err := graph.ParseFilter("not (" + clause + ")")
		if err == nil && negated(subject) == yes {
			t.Errorf("%q and its opposite are both %v", clause, yes)
		}
	})
}

// FuzzQuoted finds any text by itself: no text breaks out of its quotes.
func FuzzQuoted(f *testing.F) {
	f.Add("it's")
	f.Add("' or true eq true or displayName eq '")
	f.Fuzz(func(t *testing.T, text string) {
		holds, err := graph.ParseFilter("displayName eq '" + strings.ReplaceAll(text, "'", "''") + "'")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		of := func(value any) func(string) any {
			return func(path string) any {
				if path == "displayName" {
					return value
				}
				return nil
			}
		}
		if !holds(of(text)) {
			t.Errorf("%q does not find itself", text)
		}
		if holds(of(text + "x")) {
			t.Errorf("%q finds more than itself", text)
		}
	})
}
