// Package floors guards the architecture: which package may import which. It
// has nothing but this test.
package floors

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/azimuthid/azimuth/"

// floor is a set of packages that stand side by side. Imports go downwards only.
type floor struct {
	name     string
	packages []string // with all beneath them
}

// floors are the floors of the house, the highest first.
var floors = []floor{
	{"the program", []string{"cmd"}},
	{"the command line, and the library for tests", []string{"internal/cli", "azimuthtest"}},
	{"the server, which wires all parts", []string{"internal/server"}},
	{"the front ends", []string{"internal/arm", "internal/sts", "internal/imds", "internal/graph", "internal/discovery", "internal/proxy", "internal/portal", "internal/seed", "internal/meter"}},
	{"what front ends share", []string{"internal/httpstatus", "internal/httpkept"}},
	{"the domain", []string{"internal/identity", "internal/policy", "internal/token", "internal/rbac", "internal/directory", "internal/fault", "internal/throttle", "internal/signin", "internal/template", "internal/snapshot", "internal/scheduledevents"}},
	{"the stores, the certificate authority and the way to outside issuers", []string{"internal/store", "internal/ca", "internal/federation"}},
	{"the ground", []string{"internal/resource", "internal/document", "internal/minimal", "internal/clock", "internal/atomicfile", "internal/sharded", "internal/lazy", "internal/outbound"}},
}

// beside are imports between packages of one floor that are meant.
var beside = map[string][]string{
	"azimuthtest":              {"internal/cli"}, // what a machine's bodies and variables are
	"internal/identity":        {"internal/directory"},
	"internal/policy":          {"internal/template"}, // whose expressions and values rules are made of
	"internal/token":           {"internal/directory"},
	"internal/signin":          {"internal/directory"},
	"internal/scheduledevents": {"internal/identity"},
	"internal/resource":        {},
	"internal/document":        {},
	"internal/sharded":         {},
}

// banned are packages of the standard library and others that a floor does
// without, and why.
var banned = []struct {
	floor, why string
	imports    []string
}{
	{"the domain", "the domain speaks no protocol and knows no database", []string{"net/http", "database/sql", "modernc.org/sqlite"}},
	{"the ground", "the ground stands on the standard library alone, and speaks no protocol", []string{"net/http", "database/sql"}},
}

// heavy are what takes longer to compile than all of our own code, and the library
// for tests does without: whoever adds it to a project waits for it once.
var heavy = []string{"modernc.org/sqlite", "github.com/prometheus/client_golang/prometheus", "github.com/spf13/cobra", "gvisor.dev/gvisor"}

func TestTheLibraryIsLight(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+"azimuthtest").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.Lines(string(out)) {
		for _, h := range heavy {
			if path = strings.TrimSpace(path); path == h || strings.HasPrefix(path, h+"/") {
				t.Errorf("azimuthtest brings %s", path)
			}
		}
	}
}

type pkg struct {
	ImportPath string
	Imports    []string
	Doc        string
	GoFiles    []string
}

func TestImportsGoDownwards(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		height := floorOf(from)
		if height < 0 {
			continue
		}
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			depth := floorOf(to)
			switch {
			case depth < 0:
				t.Errorf("%s imports %s, which stands on no floor: give it one in this test", from, to)
			case depth < height:
				t.Errorf("%s (%s) imports %s (%s): imports go downwards only", from, floors[height].name, to, floors[depth].name)
			case depth == height && root(from) != root(to) && !slices.Contains(beside[root(from)], root(to)):
				t.Errorf("%s imports %s, which stands beside it: what both need belongs further down", from, to)
			}
		}
	}
}

func TestFloorsDoWithout(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		height := floorOf(from)
		for _, b := range banned {
			if height < 0 || floors[height].name != b.floor {
				continue
			}
			for _, imported := range p.Imports {
				if slices.Contains(b.imports, imported) {
					t.Errorf("%s imports %s: %s", from, imported, b.why)
				}
			}
		}
	}
}

func TestTheGroundNeedsNothing(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		if floorOf(from) != len(floors)-1 {
			continue
		}
		for _, imported := range p.Imports {
			if strings.Contains(imported, ".") && !strings.HasPrefix(imported, module) {
				t.Errorf("%s imports %s: the ground stands on the standard library alone", from, imported)
			}
		}
	}
}

func TestEngineKnowsNoType(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			to := strings.TrimPrefix(imported, module)
			if from == "internal/arm" && strings.HasPrefix(to, "internal/arm/") {
				t.Errorf("internal/arm imports %s: the engine knows no resource type", to)
			}
			if strings.HasPrefix(from, "internal/arm/") && strings.HasPrefix(to, "internal/arm/") && namespace(from) != namespace(to) {
				t.Errorf("%s imports %s: namespaces know only the engine, and their own parts", from, to)
			}
		}
	}
}

// namespace is the package beneath the engine that a path stands for, or stands in.
func namespace(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "internal/arm/"), "/")
	return name
}

// compute are the parts of Microsoft.Compute, the highest first. Those that stand side
// by side do not know each other (ADR 20).
var compute = [][]string{
	{""},
	{"scaleset", "vm"},
	{"scaleset/uniform", "scaleset/flexible"},
	{"scaleset/upgrade"},
	{"scaleset/model"},
	{"disk", "group"},
	{"machine"},
	{"extension"},
	{"catalogue"},
	{"property", "apiversion", "answer"},
}

func TestPartsOfCompute(t *testing.T) {
	t.Parallel()
	height := func(path string) (height int, ours bool) {
		part, ours := strings.CutPrefix(path+"/", "internal/arm/compute/")
		return slices.IndexFunc(compute, func(parts []string) bool { return slices.Contains(parts, strings.TrimSuffix(part, "/")) }), ours
	}
	for _, p := range list(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		above, ours := height(from)
		if !ours {
			continue
		}
		if above < 0 {
			t.Errorf("%s has no place among the parts: give it one in this test", from)
		}
		for _, imported := range p.Imports {
			to := strings.TrimPrefix(imported, module)
			if below, ours := height(to); ours && below <= above {
				t.Errorf("%s imports %s, which does not stand below it", from, to)
			}
		}
	}
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		if len(p.GoFiles) > 0 && p.Doc == "" {
			t.Errorf("%s has no package comment that says what it owns", p.ImportPath)
		}
	}
}

// root is the part of a package's path that stands on a floor as a whole.
func root(path string) string {
	for _, f := range floors {
		for _, p := range f.packages {
			if within(path, p) {
				return p
			}
		}
	}
	return path
}

func floorOf(path string) int {
	return slices.IndexFunc(floors, func(f floor) bool {
		return slices.ContainsFunc(f.packages, func(p string) bool { return within(path, p) })
	})
}

func within(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+"/")
}

// list are the product's packages, without those that only tests use.
func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Doc,GoFiles", module+"cmd/...", module+"internal/...", module+"azimuthtest").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		onlyTests := strings.HasSuffix(p.ImportPath, "test") && strings.HasPrefix(p.ImportPath, module+"internal/")
		if onlyTests || strings.HasSuffix(p.ImportPath, "/floors") {
			continue
		}
		packages = append(packages, p)
	}
	if len(packages) < 10 {
		t.Fatalf("only %d packages were found: the test looks at the wrong place", len(packages))
	}
	return packages
}
