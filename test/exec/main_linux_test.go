package exec_test

import (
	"testing"

	"github.com/azimuthid/azimuth/test/apart"
)

// TestMain runs the tests apart from the host's network.
func TestMain(m *testing.M) {
	apart.Main(m, apart.Azimuth,
		apart.Program{Name: "goclient", Module: "goclient", Package: "."},
		apart.Program{Name: "confine", Module: "../..", Package: "./test/exec/confine"},
	)
}

func built(name string) string { return apart.Built(name) }

// TestApart holds TestMain to what it says.
func TestApart(t *testing.T) { apart.Check(t) }
