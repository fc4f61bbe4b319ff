package azimuthtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The Go in docs/testing-go.md is that of examples, which are compiled and run.
func TestDocument(t *testing.T) {
	t.Parallel()
	var run strings.Builder
	for _, pattern := range []string{"example_test.go", "azure/example_test.go"} {
		text, err := os.ReadFile(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		run.WriteString(flat(string(text)))
	}
	document, err := os.ReadFile(filepath.FromSlash("../docs/testing-go.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(document), "```go\n")
	if len(blocks) < 3 {
		t.Fatalf("docs/testing-go.md has %d blocks of Go", len(blocks)-1)
	}
	for _, block := range blocks[1:] {
		code, _, _ := strings.Cut(block, "```")
		if !strings.Contains(run.String(), flat(code)) {
			t.Errorf("this is in docs/testing-go.md and in no example:\n%s", code)
		}
	}
}

// flat is code without its indentation and empty lines.
func flat(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
