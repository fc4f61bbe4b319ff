package seed_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/azimuthid/azimuth/internal/seed"
)

var update = flag.Bool("update", false, "write docs/seed.schema.json anew")

const root = "../.."

// The published schema is what follows from the types that seeds are read into.
func TestSchemaIsPublished(t *testing.T) {
	t.Parallel()
	path := filepath.Join(root, "docs", "seed.schema.json")
	if *update {
		if err := os.WriteFile(path, seed.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(seed.Schema()), strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
		t.Errorf("docs/seed.schema.json is not what the types say; -update writes it anew:\n%s", diff)
	}
}

// validator is the schema as others read it.
func validator(t testing.TB) func(text string) error {
	t.Helper()
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(seed.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(seed.SchemaID, tree); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(seed.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			return err
		}
		return schema.Validate(value)
	}
}

// Every seed that the repository shows is one by the schema and by the program.
func TestSeedsThatAreShown(t *testing.T) {
	t.Parallel()
	valid := validator(t)
	shown := 0
	check := func(name, text string) {
		shown++
		if err := valid(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := seed.Read(write(t, "seed.yaml", text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, folder := range []string{"docs", "examples"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && d.Name() == "node_modules" {
					return filepath.SkipDir
				}
				return err
			}
			text, err := os.ReadFile(path)
			switch {
			case err != nil:
				return err
			case d.Name() == "seed.yaml":
				check(path, string(text))
			case filepath.Ext(path) == ".md":
				for block := range strings.SplitSeq(string(text), "```yaml\n") {
					if block, _, ok := strings.Cut(block, "```"); ok && strings.Contains(block, "resourceGroups:\n") {
						check(path, block)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if shown == 0 {
		t.Error("no seed is shown")
	}
}

// What has another form is refused by the schema as by the program, and what stands
// short for something longer is taken by both.
func TestSchemaSaysWhatIsRead(t *testing.T) {
	t.Parallel()
	valid := validator(t)
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"names alone":          {"users: [ann]\ngroups: [{name: g, members: user ann}]\nresourceGroups: [{name: a, identities: [i], machines: [{name: m, identity: system, roles: Reader}]}]", true},
		"one for a list":       {"users: ann\n", true},
		"a secret":             {"applications: [{name: a, secrets: {name: s, value: '12345678'}}]", true},
		"a template":           {"deployments: [{name: d, template: {resources: []}, parameters: {a: 1}}]", true},
		"an unknown member":    {"users: [{name: a, role: x}]", false},
		"no name":              {"users: [{displayName: a}]", false},
		"a half assignment":    {"roleAssignments: [{role: Reader}]", false},
		"an id that is none":   {"users: [{name: a, id: '1'}]", false},
		"a text for a number":  {"resourceGroups: [{name: a, scaleSets: [{name: s, instances: many}]}]", false},
		"a list for an object": {"resourceGroups: [[a]]", false},
		"a secret alone":       {"applications: [{name: a, secrets: [12345678]}]", false},
		"an unknown part":      {"machines: [a]", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, read := seed.Read(write(t, "seed.yaml", c.text))
			said := valid(c.text)
			if (read == nil) != c.want || (said == nil) != c.want {
				t.Errorf("the program says %v, the schema %v", read, said)
			}
		})
	}
}
