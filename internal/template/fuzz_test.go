package template_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// FuzzExpand reads and expands any text: whatever it is, there is a plan or an
// error of the template, and the same text has the same plan.
func FuzzExpand(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for _, c := range casesOf(f, file) {
			given, _ := c.section("given")
			f.Add(c.template(), []byte(given))
		}
	}
	f.Fuzz(func(t *testing.T, text, given []byte) {
		first, firstErr := fuzzed(text, given)
		second, secondErr := fuzzed(text, given)
		if (firstErr == nil) != (secondErr == nil) || firstErr != nil && firstErr.Error() != secondErr.Error() {
			t.Fatalf("first %v, then %v", firstErr, secondErr)
		}
		if firstErr != nil {
			if _, ok := errors.AsType[*template.Error](firstErr); !ok {
				t.Fatalf("the error is no *template.Error: %v", firstErr)
			}
			return
		}
		if describePlan(first) != describePlan(second) || first.Hash != second.Hash {
			t.Fatalf("two plans:\n%s\n%s", describePlan(first), describePlan(second))
		}
		for _, r := range first.Resources {
			if _, err := r.Body(nil); err != nil {
				t.Fatalf("%s: %v", r.ID, err)
			}
			if r.IsDeployment && !r.Existing {
				_, _ = r.Nested(nil)
			}
		}
		_, _ = first.Outputs(templatetest.Live(nil))
	})
}

func fuzzed(text, given []byte) (*template.Plan, error) {
	d := templatetest.Deployment(resource.MustParseID(subscription + "/resourceGroups/rg"))
	var err error
	if d.Template, err = template.Parse(text); err != nil {
		return nil, err
	}
	if len(given) > 0 {
		if d.Parameters, err = template.ParseParameters(given); err != nil {
			return nil, err
		}
	}
	return template.Expand(d)
}

// casesOf is readCases for a fuzz target.
func casesOf(f *testing.F, file string) []testCase {
	f.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	return parseCases(filepath.Base(file), string(text))
}
