package quick_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// early are the packages of the standard library that Go initialises before most
// others, or that have nothing to initialise.
var early = []string{"context", "errors", "io", "io/fs", "os", "os/signal", "path", "runtime", "slices", "sync", "sync/atomic", "syscall", "time", "unsafe", "cmp", "iter", "math/bits", "unicode/utf8"}

// Whatever else is imported, here or beneath, costs each start of exec milliseconds;
// see guest/lean.
func TestImports(t *testing.T) {
	t.Parallel()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{.ImportPath}}", ".")
	list.Env = append(list.Environ(), "GOOS=linux", "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		inner := strings.HasPrefix(path, "internal/") // of the standard library, by way of the others
		ours := strings.HasPrefix(path, "github.com/azimuthid/azimuth/internal/cli/")
		if !inner && !ours && !slices.Contains(early, path) {
			t.Errorf("%s is initialised late", path)
		}
	}
}
