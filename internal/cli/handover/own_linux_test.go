package handover_test

import (
	"net/netip"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/handover"
)

// What stands in no table belongs to nobody.
func TestOwnKnowsNoStrangers(t *testing.T) {
	t.Parallel()
	peer, here := netip.MustParseAddrPort("127.0.0.1:1"), netip.MustParseAddrPort("127.0.0.1:2")
	if handover.Own(peer, here) {
		t.Errorf("%v is taken for the user's", peer)
	}
}
