package template_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// recorded is a deployment that a client sent to Azure, and what Azure said.
type recorded struct {
	name           string
	scope          resource.ID
	sent, answered any
}

// recordings are the deployments in the reference's recorded traffic, and the
// outputs that Azure showed of each afterwards.
func recordings(t *testing.T) []recorded {
	t.Helper()
	root, given := os.LookupEnv("AZIMUTH_REFERENCE")
	if !given {
		root = "../../../shared"
	}
	files, err := filepath.Glob(filepath.Join(root, "corpus", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if given {
			t.Fatalf("no recordings in %s", root)
		}
		t.Skip("the reference is not here: set AZIMUTH_REFERENCE to its folder")
	}
	var all []recorded
	for _, file := range files {
		all = append(all, recordedIn(t, file)...)
	}
	return all
}

func recordedIn(t *testing.T, file string) []recorded {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []recorded
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e struct {
			Method, URL    string
			Body, Response json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		path, _, _ := strings.Cut(e.URL, "?")
		if i := strings.Index(path, "/subscriptions/"); i >= 0 {
			path = path[i:]
		}
		scope, _, isDeployment := strings.Cut(path, "/providers/Microsoft.Resources/deployments/")
		if e.Method != http.MethodPut || !isDeployment {
			continue
		}
		sent, err := document.Read(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := sent.(string); ok { // what was sent is no JSON, and is kept as a text
			n, err := source.Read([]byte(text), source.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			sent = n.Tree()
		}
		answered, err := document.Read(e.Response)
		if err != nil {
			t.Fatal(err)
		}
		if document.At(answered, "properties.dependencies") != nil {
			all = append(all, recorded{filepath.Base(file), resource.MustParseID(scope), sent, answered})
		}
	}
	return all
}

// TestRecorded plans every recorded deployment, and shows its parameters,
// providers and dependencies as Azure did.
func TestRecorded(t *testing.T) {
	t.Parallel()
	for _, r := range recordings(t) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			d := templatetest.Deployment(r.scope)
			var err error
			if d.Template, err = template.Parse(document.Write(document.At(r.sent, "properties.template"))); err != nil {
				t.Fatal(err)
			}
			if given := document.At(r.sent, "properties.parameters"); given != nil {
				if d.Parameters, err = template.ParseParameters(document.Write(given)); err != nil {
					t.Fatal(err)
				}
			}
			plan, err := template.Expand(d)
			if err != nil {
				t.Fatal(err)
			}
			var shown any
			if plan.Parameters != nil {
				shown = plan.Parameters
			}
			same(t, "parameters", shown, document.At(r.answered, "properties.parameters"))
			same(t, "providers", wireProviders(plan), document.At(r.answered, "properties.providers"))
			same(t, "dependencies", wireDependencies(plan), document.At(r.answered, "properties.dependencies"))
		})
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := string(document.Write(got)), string(document.Write(want))
	if g != w {
		t.Errorf("%s\n%s\nAzure:\n%s", what, g, w)
	}
}

func wireProviders(plan *template.Plan) any {
	providers := []any{}
	for _, p := range plan.Providers {
		types := []any{}
		for _, of := range p.ResourceTypes {
			locations := []any{}
			for _, l := range of.Locations {
				if l == "" {
					locations = append(locations, nil)
				} else {
					locations = append(locations, l)
				}
			}
			types = append(types, map[string]any{"resourceType": of.ResourceType, "locations": locations})
		}
		providers = append(providers, map[string]any{"namespace": p.Namespace, "resourceTypes": types})
	}
	return providers
}

func wireDependencies(plan *template.Plan) any {
	show := func(d template.Dependent) map[string]any {
		m := map[string]any{"id": d.ID, "resourceType": d.ResourceType, "resourceName": d.ResourceName}
		if d.APIVersion != "" {
			m["apiVersion"] = d.APIVersion
		}
		return m
	}
	dependencies := []any{}
	for _, d := range plan.Dependencies {
		m := show(d.Dependent)
		on := []any{}
		for _, other := range d.DependsOn {
			on = append(on, show(other))
		}
		m["dependsOn"] = on
		dependencies = append(dependencies, m)
	}
	return dependencies
}
