package seed_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/seed"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is wrong is told with the file and the line.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {"", "EOF"},
		"no YAML":                 {"users: [\n", "it is no YAML"},
		"a bad line":              {"users:\n  - a\n b\n", ":2: it is no YAML"},
		"two documents":           {"users: [a]\n---\nusers: [b]\n", "more than one document"},
		"an unknown member":       {"users:\n  - name: a\n    role: x\n", `:3: there is no member "role" here`},
		"a member twice":          {"users: [a]\nusers: [b]\n", `:2: the member "users" is there twice`},
		"a text for a number":     {"resourceGroups:\n  - name: a\n    scaleSets:\n      - name: s\n        instances: many\n", `:5: a number is expected where "many" stands`},
		"a list for an object":    {"resourceGroups:\n  - [a]\n", ":2: an object is expected where a list stands"},
		"no name":                 {"users:\n  - displayName: a\n", ":2: a user has no name"},
		"a name twice":            {"users: [a, b]\ngroups:\n  - x\n  - X\n", ":4: the group X is there twice"},
		"an id that is none":      {"users:\n  - {name: a, id: '1'}\n", `:2: "1" is no GUID`},
		"instances":               {"resourceGroups:\n  - name: a\n    machines:\n      - {name: m, instances: 2}\n", ":4: a machine has no instances"},
		"an alias":                {"users: &u [a]\ngroups: *u\n", ":2: aliases are not taken here"},
		"no template":             {"deployments:\n  - name: d\n", ":2: the deployment d has no template"},
		"a missing template":      {"deployments:\n  - {name: d, template: none.json}\n", ":2: the template cannot be read"},
		"no secret":               {"applications:\n  - name: a\n    secrets:\n      - name: s\n", ":4: a secret needs one of the members value and fromEnv"},
		"two secrets":             {"applications:\n  - name: a\n    secrets: [{name: s, value: 12345678, fromEnv: HOME}]\n", "a secret needs one of the members"},
		"a secret twice":          {"applications:\n  - name: a\n    secrets: [{name: s, value: 12345678}, {name: S, value: 87654321}]\n", "the secret a S is there twice"},
		"a short secret":          {"applications:\n  - name: a\n    secrets: [{name: s, value: hush-it}]\n", "the secret s has less than 8 characters"},
		"a variable that is none": {"applications:\n  - name: a\n    secrets: [{name: s, fromEnv: AZIMUTH_NO_SUCH}]\n", ":3: the variable AZIMUTH_NO_SUCH, which is to have the secret s, is not set"},
		"a secret by itself":      {"applications:\n  - name: a\n    secrets: [hush-hush]\n", "an object with the members name and value"},
		"a half assignment":       {"roleAssignments:\n  - {role: Reader}\n", ":2: a role assignment needs the members role and to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := seed.Read(write(t, "seed.yaml", c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "seed.yaml") || strings.Contains(err.Error(), "hush") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Nothing that is read makes the reader fail otherwise than by an error.
func FuzzRead(f *testing.F) {
	f.Add("users: [ann, {name: bob}]\nresourceGroups:\n  - name: g\n    machines: [{name: m, identity: [system]}]\n")
	f.Add("deployments: [{name: d, template: {}, parameters: {a: 1}}]")
	f.Add(`{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}`)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "seed.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := seed.Read(path); (s == nil) == (err == nil) {
			t.Errorf("%v, %v", s, err)
		}
	})
}
