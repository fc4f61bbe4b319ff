package sdk_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// The demo's whole story, told by the SDK.
func TestDemo(t *testing.T) {
	t.Parallel()
	steps := filepath.Join(t.TempDir(), "steps")
	if output, err := exec.Command("go", "build", "-o", steps, "./cmd/steps").CombinedOutput(); err != nil {
		t.Fatalf("build steps: %v\n%s", err, output)
	}
	if output, err := exec.Command(binary, "demo", "--client", steps).CombinedOutput(); err != nil {
		t.Fatalf("azimuth demo: %v\n%s", err, output)
	}
}
