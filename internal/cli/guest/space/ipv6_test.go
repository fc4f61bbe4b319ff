package space_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/guest/space"
)

func TestEverywhere(t *testing.T) {
	t.Parallel()
	const none, all = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 ", " 00000400 00000001 00000000 00000003"
	for routes, want := range map[string]bool{
		none + "fe800000000000000000000000000001" + all + " eth0\n": true,
		none + "00000000000000000000000000000000" + all + " lo\n":   false,
		"": false,
	} {
		if got := space.Everywhere(routes); got != want {
			t.Errorf("%q: %v", routes, got)
		}
	}
}
