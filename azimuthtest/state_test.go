package azimuthtest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// documented is the seed that docs/seed.md shows.
func documented(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../docs/seed.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "```yaml\n")
	example, _, ended := strings.Cut(rest, "```\n")
	if !ok || !ended {
		t.Fatal("docs/seed.md has no example in YAML")
	}
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The seed of the document works, and gives the same state each time.
func TestSeed(t *testing.T) {
	t.Parallel()
	path := documented(t)
	start := func() *azimuthtest.Server {
		return azimuthtest.Start(t, azimuthtest.Seed(path), azimuthtest.Deterministic("doc"), azimuthtest.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	first := start()
	state := first.Snapshot()
	for _, id := range []string{"1", "2", "3", "4", "5"} {
		if want := `0a0a0a0a-0000-4000-8000-00000000000` + id; !bytes.Contains(state, []byte(want)) {
			t.Errorf("the id %s is not in the state", want)
		}
	}
	if !bytes.Contains(state, []byte("networkSecurityGroups/closed")) {
		t.Error("the template was not deployed")
	}
	if diff := cmp.Diff(string(state), string(start().Snapshot())); diff != "" {
		t.Errorf("the same seed gives another state: %s", diff)
	}
	first.ResourceGroup("more").VM("extra").SystemAssigned().Role("Reader", first.Subscription())
	if bytes.Equal(state, first.Snapshot()) {
		t.Error("nothing has changed")
	}
	first.Reset()
	if diff := cmp.Diff(string(state), string(first.Snapshot())); diff != "" {
		t.Errorf("a reset leads to another state: %s", diff)
	}
}
