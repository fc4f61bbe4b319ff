package rbac_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mutants are small changes of the evaluator, each of which takes one rule away.
var mutants = []struct{ rule, file, old, new string }{
	{"an assignment holds at its scope and beneath", "evaluate.go", "if !resource.KeyWithin(scope, g.scopeKey) {", "if false {"},
	{"a role that is not there grants nothing", "evaluate.go", "if r == nil {\n\t\treturn RoleUnknown, \"\"", "if r == nil {\n\t\treturn Granted, \"\""},
	{"an assignment with a condition grants nothing", "evaluate.go", "if reason == Granted && g.conditional {", "if false {"},
	{"nobody is no principal", "evaluate.go", "if principalID == \"\" {", "if false {"},
	{"case of who asks", "evaluate.go", "strings.ToLower(principalID)", "strings.Clone(principalID)"},
	{"groups count", "evaluate.go", "if s.grants(group, lower, scope, on) {", "if false && s.grants(group, lower, scope, on) {"},
	{"groups count beneath", "evaluate.go", "if s.grantsBeneath(group, lower, scope.Key()) {", "if false && s.grantsBeneath(group, lower, scope.Key()) {"},
	{"data actions are another plane", "evaluate.go", "a.allowed(principalID, groups, action, scope.Key(), dataPlane)", "a.allowed(principalID, groups, action, scope.Key(), controlPlane)"},
	{"actions are another plane", "role.go", "dataPlane:    {compileAll(p.DataActions), compileAll(p.NotDataActions)},", "dataPlane:    {compileAll(p.Actions), compileAll(p.NotActions)},"},
	{"notActions take away", "role.go", "if excluded := find(rules.notActions, action); excluded != nil {", "if excluded := find(rules.notActions, action); excluded != nil && false {"},
	{"notActions take from their permission alone", "role.go", "reason, because = NotAction, excluded.text\n\t\t\tcontinue", "return NotAction, excluded.text"},
	{"a permission with a condition grants nothing", "role.go", "if p.conditional {", "if false {"},
	{"any permission suffices", "role.go", "if granted == nil {\n\t\t\tcontinue", "if granted == nil {\n\t\t\treturn reason, because"},
	{"case of actions", "pattern.go", "if 'A' <= c && c <= 'Z' {", "if false {"},
	{"a pattern without stars is whole", "pattern.go", "return string(action) == p.first", "return bytes.HasPrefix(action, []byte(p.first))"},
	{"what stands before the first star", "pattern.go", "string(action[:len(p.first)]) != p.first {", "false {"},
	{"what stands between stars", "pattern.go", "if found < 0 {\n\t\t\treturn false", "if found < 0 {\n\t\t\tcontinue"},
	{"what stands after the last star", "pattern.go", "return end >= at-p.lastSlack && string(action[end:]) == p.last", "return end >= at-p.lastSlack"},
	{"literals do not overlap", "pattern.go", "end >= at-p.lastSlack &&", "end >= 0 &&"},
	{"a star between slashes may be nothing", "pattern.go", "return 1\n", "return 0\n"},
	{"the root covers everything", "grants.go", "for _, g := range gs.at(\"/\") {\n\t\t\tif !yield(g) {\n\t\t\t\treturn\n\t\t\t}\n\t\t}\n\t\tfor end", "for end"},
	{"every scope above covers", "grants.go", "next := strings.IndexByte(key[end:], '/')", "next := -1"},
	{"a neighbour's scope covers nothing", "grants.go", "if g.scopeKey != key {", "if !strings.HasPrefix(g.scopeKey, key) {"},
	{"beneath is strictly beneath", "grants.go", "return cmp.Or(strings.Compare(s, prefix[:len(s)]), -1)", "return cmp.Or(strings.Compare(s, prefix[:len(s)]), 0)"},
	{"beneath begins with a slash", "grants.go", "strings.Compare(s[len(prefix):], \"/\"))", "1)"},
	{"beneath ends where the scope does", "grants.go", "if !resource.KeyWithin(g.scopeKey, key) || !yield(g) {", "if !yield(g) {"},
	{"the case of scopes", "assignment.go", "key := strings.ToLower(strings.TrimSuffix(a.Scope, \"/\"))", "key := strings.TrimSuffix(a.Scope, \"/\")"},
	{"the case of roles", "grants.go", "strings.ToLower(a.RoleDefinitionID)", "string(a.RoleDefinitionID)"},
	{"nothing replaces a built-in role", "snapshot.go", "if now := roles[id]; now != nil && now.definition.Type == BuiltInRole {", "if false {"},
	{"what goes is gone", "snapshot.go", "if d.Kind == AssignmentKind {\n\t\t\te.remove(d.Key)", "if false {\n\t\t\te.remove(d.Key)"},
	{"what is handed on is another's", "snapshot.go", "e.remove(g.key) // what", "// what"},
}

// TestMutants builds the tests of this package over each mutant, and demands
// that they fail: no rule may go without a test that misses it.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the package once for every mutant")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	t.Parallel()
	for _, m := range mutants {
		t.Run(m.rule, func(t *testing.T) {
			t.Parallel()
			overlay := mutate(t, m.file, m.old, m.new)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			run := exec.CommandContext(ctx, "go", "test", "-short", "-vet=off", "-failfast", "-count=1", "-timeout=30s", "-overlay", overlay, ".")
			output, err := run.CombinedOutput()
			if err == nil {
				t.Errorf("no test misses the rule: %s: %q in place of %q", m.file, m.new, m.old)
			} else if _, ran := errors.AsType[*exec.ExitError](err); !ran || !strings.Contains(string(output), "--- FAIL") && !strings.Contains(string(output), "panic: ") {
				t.Errorf("the mutant does not run: %v\n%s", err, output)
			}
		})
	}
}

// mutate writes a mutant of a file, and returns the overlay that puts it in the
// file's place.
func mutate(t *testing.T, file, old, replacement string) string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), old); n != 1 {
		t.Fatalf("%s has %q %d times: the table of mutants is out of date", file, old, n)
	}
	folder := t.TempDir()
	mutant, overlay := filepath.Join(folder, file), filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(mutant, []byte(strings.Replace(string(source), old, replacement, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	original, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{original: mutant}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return overlay
}
