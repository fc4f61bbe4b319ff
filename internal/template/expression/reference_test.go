package expression_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// reference is the folder of the reference data: $AZIMUTH_REFERENCE or, without
// it, "shared" beside the repository.
func reference(tb testing.TB) string {
	tb.Helper()
	root := os.Getenv("AZIMUTH_REFERENCE")
	demanded := root != ""
	if !demanded {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) && !demanded {
		tb.Skipf("the reference data is not there: set AZIMUTH_REFERENCE to its folder (%v)", err)
	} else if err != nil {
		tb.Fatal(err)
	}
	return root
}

// different are functions that take other numbers of arguments than Azure's own
// list of functions says, and why.
var different = map[string]string{
	"substring": "the list says 1 to 3; Azure itself answers that it takes two or three",
	"padLeft":   "the list says 3; Azure itself answers that it takes two or three",
	"tryGet":    "the list is older than the further accesses that Bicep passes",
}

func TestKnowsAzuresFunctions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(reference(t), "data", "template-functions.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		FunctionSignatures []struct {
			Name             string
			MinimumArguments int
			MaximumArguments *int
		}
	}
	if err := json.Unmarshal(text, &list); err != nil || len(list.FunctionSignatures) < 100 {
		t.Fatalf("%d functions, %v", len(list.FunctionSignatures), err)
	}
	for _, want := range list.FunctionSignatures {
		f := function.Lookup(want.Name)
		if f == nil {
			t.Errorf("%s is not known", want.Name)
			continue
		}
		most := function.Any
		if want.MaximumArguments != nil {
			most = *want.MaximumArguments
		}
		if strings.HasPrefix(want.Name, "list") { // any takes an id, a version and perhaps a body
			if want.MinimumArguments < f.Min || most > f.Max {
				t.Errorf("%s takes %d to %d arguments, not %d to %d", want.Name, want.MinimumArguments, most, f.Min, f.Max)
			}
			continue
		}
		if f.Name != want.Name {
			t.Errorf("%s is spelled %s", want.Name, f.Name)
		}
		_, known := different[want.Name]
		if same := f.Min == want.MinimumArguments && f.Max == most; same == known {
			t.Errorf("%s takes %d to %d arguments, and is said to take %d to %d", want.Name, f.Min, f.Max, want.MinimumArguments, most)
		}
	}
}

// TestReadsThePublicTemplates holds the reader and the grammar to templates that
// people have written.
func TestReadsThePublicTemplates(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(reference(t), "templates", "*", "azuredeploy.json"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	expressions := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := source.Read(text, source.Limits{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		walkTexts(n, func(n *source.Node, s string) {
			inner, ok := expression.IsExpression(s)
			if !ok {
				return
			}
			expressions++
			e, err := expression.Parse(inner)
			if err == nil {
				err = expression.Check(e)
			}
			if err != nil {
				t.Errorf("%s:%d: %s: %v", file, n.Line, n.Path(), err)
			}
		})
	}
	if expressions < 5000 {
		t.Errorf("only %d expressions", expressions)
	}
}

func walkTexts(n *source.Node, visit func(*source.Node, string)) {
	if s, ok := n.Text(); ok {
		visit(n, s)
	}
	for _, child := range n.Children() {
		walkTexts(child, visit)
	}
}
