package expression_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template/expression"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// testCase is one expression of testdata and what it gives; see README.md there.
type testCase struct {
	line             int
	expression, want string
}

func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		topic := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			for _, c := range readCases(t, file) {
				t.Run(fmt.Sprintf("line %d", c.line), func(t *testing.T) {
					t.Parallel()
					c.check(t, deployment{t, targets[topic]})
				})
			}
		})
	}
}

func (c testCase) check(t *testing.T, scope expression.Scope) {
	t.Helper()
	message, isError := strings.CutPrefix(c.want, "! ")
	var got any
	e, err := expression.Parse(c.expression)
	if err == nil {
		got, err = e.Eval(scope)
	}
	switch {
	case err != nil && !isError:
		t.Errorf("%s\nfails:  %v\nwant:   %s", c.expression, err, c.want)
	case err == nil && isError:
		t.Errorf("%s\ngives:  %s\nwant:   %s", c.expression, value.JSON(got), c.want)
	case isError:
		start, more := strings.CutSuffix(message, "...")
		if err.Error() != message && (!more || !strings.HasPrefix(err.Error(), start)) {
			t.Errorf("%s\nfails:  %v\nwant:   %s", c.expression, err, message)
		}
	case value.JSON(got) != c.want:
		t.Errorf("%s\ngives:  %s\nwant:   %s", c.expression, value.JSON(got), c.want)
	}
}

func readCases(t testing.TB, file string) []testCase {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for i, line := range strings.Split(string(text), "\n") {
		want, indented := strings.CutPrefix(line, "    ")
		switch {
		case line == "" || line[0] == '#':
		case !indented:
			cases = append(cases, testCase{i + 1, line, ""})
		case len(cases) == 0 || cases[len(cases)-1].want != "":
			t.Fatalf("%s:%d: a result without an expression", file, i+1)
		default:
			cases[len(cases)-1].want = want
		}
	}
	for _, c := range cases {
		if c.want == "" {
			t.Fatalf("%s:%d: an expression without a result", file, c.line)
		}
	}
	return cases
}

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000001"

// targets are the scopes that a topic's expressions are deployed to, where it is
// not the resource group.
var targets = map[string]resource.ID{
	"subscription":    resource.MustParseID(subscription),
	"managementgroup": resource.MustParseID("/providers/Microsoft.Management/managementGroups/mg1"),
	"tenant":          resource.Root,
}

// deployment is where the expressions of the cases stand.
type deployment struct {
	t      *testing.T
	target resource.ID
}

func (d deployment) Target() resource.ID {
	if d.target == (resource.ID{}) {
		return resource.MustParseID(subscription + "/resourceGroups/rg")
	}
	return d.target
}

func (d deployment) Call(name string, args []any) (any, bool, error) {
	switch name {
	case "parameters":
		if args[0] == "obj" {
			n, err := source.Read([]byte(`{"one":"a","Two":[1,{"x":null}],"ONE":"b"}`), source.Limits{})
			return n.Value(), true, err
		}
		d.t.Errorf("parameters(%v) was asked for", args[0])
	case "reference":
		d.t.Errorf("reference(%v) was asked for", args[0])
	case "resourceGroup":
		return value.NewObject(value.Member{Name: "id", Value: d.Target().String()}), true, nil
	case "utcNow":
		format := ""
		if len(args) > 0 {
			format, _ = args[0].(string)
		}
		s, err := function.Now(time.Date(2026, 11, 27, 8, 5, 9, 123456700, time.UTC), format)
		return s, true, err
	}
	return nil, false, nil
}
