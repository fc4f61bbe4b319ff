package testcontainers

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const page = "../../docs/testcontainers.md"

// shown is the page's program in a language.
func shown(t *testing.T, language string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "```"+language+"\n")
	program, _, ended := strings.Cut(after, "```")
	if !found || !ended {
		t.Fatalf("%s shows no program in %s", page, language)
	}
	return program
}

// absent ends a test that needs what is not there.
func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}

// The program stands in for a file of the package beside this one.
func TestGo(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	replaced := map[string]map[string]string{"Replace": {
		filepath.Join(here, "shown", "shown_test.go"): put(t, filepath.Join(temp, "shown_test.go"), shown(t, "go")),
	}}
	overlay, err := json.Marshal(replaced)
	if err != nil {
		t.Fatal(err)
	}
	run(t, ".", "go", "vet", "-overlay", put(t, filepath.Join(temp, "overlay.json"), string(overlay)), "./shown")
}

func TestJavaScript(t *testing.T) {
	t.Parallel()
	compiler, err := filepath.Abs("node_modules/.bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(compiler); err != nil {
		absent(t, "the packages of package.json are not installed: npm ci")
	}
	temp, err := os.MkdirTemp("node_modules", ".shown-") // packages are found from there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	put(t, filepath.Join(temp, "shown.mts"), shown(t, "js"))
	run(t, temp, compiler, "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2023", "--types", "node", "shown.mts")
}

// Neither the package of Python nor that of Java can be had here: of the one the
// syntax is checked, of the other nothing.
func TestPython(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		absent(t, "python3 is not installed")
	}
	run(t, ".", python, "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", put(t, filepath.Join(t.TempDir(), "shown.py"), shown(t, "python")))
}
