package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// quickstarts are the public templates of the reference.
func quickstarts(t testing.TB) []string {
	t.Helper()
	root, given := os.LookupEnv("AZIMUTH_REFERENCE")
	if !given {
		root = "../../../shared"
	}
	files, err := filepath.Glob(filepath.Join(root, "templates", "*", "azuredeploy.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if given {
			t.Fatalf("no templates in %s", root)
		}
		t.Skip("the reference is not here: set AZIMUTH_REFERENCE to its folder")
	}
	return files
}

// scopeFor is a scope of the kind that a template's schema is for.
func scopeFor(text []byte) resource.ID {
	switch head := string(text[:min(len(text), 400)]); {
	case strings.Contains(head, "subscriptionDeploymentTemplate"):
		return resource.MustParseID(subscription)
	case strings.Contains(head, "managementGroupDeploymentTemplate"):
		return resource.MustParseID("/providers/Microsoft.Management/managementGroups/mg")
	case strings.Contains(head, "tenantDeploymentTemplate"):
		return resource.Root
	}
	return resource.MustParseID(subscription + "/resourceGroups/rg")
}

func fitted(t testing.TB, file string) template.Deployment {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	hints, err := os.ReadFile(filepath.Join(filepath.Dir(file), "azuredeploy.parameters.json"))
	if err != nil {
		hints = nil
	}
	given, err := templatetest.Fit(text, hints)
	if err != nil {
		t.Fatal(err)
	}
	d := templatetest.Deployment(scopeFor(text))
	if d.Template, err = template.Parse(text); err != nil {
		t.Fatal(err)
	}
	if d.Parameters, err = template.ParseParameters(given); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestQuickstarts expands every public template.
func TestQuickstarts(t *testing.T) {
	t.Parallel()
	for _, file := range quickstarts(t) {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			t.Parallel()
			expandAll(t, fitted(t, file), 0)
		})
	}
}

// expandAll expands a deployment and those nested in it that can be told before
// anything runs.
func expandAll(t *testing.T, d template.Deployment, depth int) {
	t.Helper()
	plan, err := template.Expand(d)
	if err != nil {
		t.Fatalf("depth %d: %v", depth, err)
	}
	for _, r := range plan.Resources {
		if _, err := r.Body(nil); err != nil {
			t.Fatal(err)
		}
		if !r.IsDeployment || r.Existing || r.Waits {
			continue
		}
		nested, err := r.Nested(nil)
		if err != nil {
			if strings.Contains(err.Error(), "linked templates are switched off") {
				continue
			}
			t.Fatal(err)
		}
		expandAll(t, templatetest.Rescope(nested), depth+1)
	}
}

func BenchmarkLargestQuickstart(b *testing.B) {
	var largest string
	var size int64
	for _, file := range quickstarts(b) {
		if info, err := os.Stat(file); err == nil && info.Size() > size {
			largest, size = file, info.Size()
		}
	}
	d := fitted(b, largest)
	text, err := os.ReadFile(largest)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		if d.Template, err = template.Parse(text); err != nil {
			b.Fatal(err)
		}
		if _, err := template.Expand(d); err != nil {
			b.Fatal(err)
		}
	}
}
