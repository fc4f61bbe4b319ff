package az_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tools are the programs of the test.
type tools struct {
	azimuth string
	// shim is a folder for PYTHONPATH, or "" where az needs none.
	shim string
}

const (
	// requireClients makes the absence of a client a failure in place of a skip.
	requireClients = "AZIMUTH_REQUIRE_CLIENTS"
	reference      = "AZIMUTH_REFERENCE"
	program        = "AZIMUTH_BIN"
)

func findTools(t *testing.T) tools {
	t.Helper()
	if testing.Short() {
		t.Skip("az takes minutes")
	}
	if _, err := exec.LookPath("az"); err != nil {
		if os.Getenv(requireClients) != "" {
			t.Fatalf("az is not installed, and %s is set", requireClients)
		}
		t.Skip("az is not installed")
	}
	return tools{azimuth: findAzimuth(t), shim: findShim(t)}
}

// findAzimuth is the program, under its own name in a folder of its own.
func findAzimuth(t *testing.T) string {
	t.Helper()
	built := filepath.Join(t.TempDir(), "azimuth")
	if given := os.Getenv(program); given != "" {
		absolute, err := filepath.Abs(given)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(absolute, built); err != nil {
			t.Fatal(err)
		}
		return built
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", built, "./cmd/azimuth")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return built
}

// findShim finds what Debian 12's az lacks: that package asks for versions of the
// SDKs that Debian 12 does not have.
func findShim(t *testing.T) string {
	t.Helper()
	version, err := exec.CommandContext(t.Context(), "dpkg-query", "--show", "--showformat", "${Version}", "azure-cli").Output()
	if err != nil || !strings.HasPrefix(string(version), "2.45.0-") {
		return "" // another package, which is whole
	}
	folder := os.Getenv(reference)
	demanded := folder != ""
	if !demanded {
		folder = filepath.Join(root, "..", "shared")
	}
	shim, err := filepath.Abs(filepath.Join(folder, "tools", "az-debian12-shim"))
	if err == nil {
		_, err = os.Stat(filepath.Join(shim, "sitecustomize.py"))
	}
	if err != nil && !demanded {
		t.Skipf("Debian 12's az lacks versions of its SDKs, and what makes up for it is not there: set %s to the folder of the reference (%v)", reference, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return shim
}
