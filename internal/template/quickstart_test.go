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
	text, hints := templatetest.Prepared(t, file)
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
	for _, file := range templatetest.Quickstarts(t, "../..") {
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
	for _, file := range templatetest.Quickstarts(b, "../..") {
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
