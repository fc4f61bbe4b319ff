package exec_test

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/guest/inside"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// The process that sets a machine's namespaces up does nothing where it is in those
// of the outside: it would change the host's network and mounts. These tests are in a
// network without ways out, so that not even its failure could.
func TestSharedNamespaces(t *testing.T) {
	t.Parallel()
	here, err := inside.Namespaces()
	if err != nil {
		t.Fatal(err)
	}
	foreign := make([]string, len(here))
	for i := range foreign {
		foreign[i] = "foreign"
	}
	for _, test := range []struct {
		name    string
		outside []string
	}{
		{"all are the outside's", here},
		{"the network is the outside's", slices.Concat(here[:1], foreign[1:])},
		{"the mounts are the outside's", slices.Concat(foreign[:1], here[1:2], foreign[2:])},
		{"nobody says what the outside's are", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn, end, err := wire.Pair()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			process := exec.Command(built("azimuth"))
			process.Args = inside.Arguments()
			process.ExtraFiles = append(process.ExtraFiles, end)
			if err := process.Start(); err != nil {
				t.Fatal(err)
			}
			_ = end.Close() // the process has it
			if err := conn.Send(wire.Message{Setup: &wire.Setup{Relayed: true, Outside: test.outside}}); err != nil {
				t.Fatal(err)
			}
			answer, _, err := conn.Receive()
			if err != nil || answer.Refused == nil || answer.Refused.Step != "being in namespaces of its own" {
				t.Errorf("it answers %+v (%v)", answer, err)
			}
			if err := process.Wait(); err == nil {
				t.Error("it ended well")
			}
		})
	}
}
