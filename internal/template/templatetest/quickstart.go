package templatetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Quickstarts are the files of the public templates in the reference, which
// AZIMUTH_REFERENCE names; beside the repository, whose root is given, where it is
// not set. Without the reference the test is skipped; one that is named and has
// no templates fails it.
func Quickstarts(t testing.TB, root string) []string {
	t.Helper()
	reference, named := os.LookupEnv("AZIMUTH_REFERENCE")
	if !named {
		reference = filepath.Join(root, "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(reference, "templates", "*", "azuredeploy.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if named {
			t.Fatalf("AZIMUTH_REFERENCE is %s, which has no templates", reference)
		}
		t.Skip("the reference is not here; AZIMUTH_REFERENCE says where it is")
	}
	return files
}

// Prepared reads a template, and the values that somebody thought of for it: those
// of the parameter file next to it; nil where there is none.
func Prepared(t testing.TB, file string) (text, hints []byte) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	hints, err = os.ReadFile(filepath.Join(filepath.Dir(file), "azuredeploy.parameters.json"))
	if err != nil {
		hints = nil
	}
	return text, hints
}
