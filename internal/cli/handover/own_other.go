//go:build !linux

package handover

import (
	"net/netip"

	"github.com/azimuthid/azimuth/internal/cli/browser"
)

// Own tells whether nobody but the user's browser can know the address that
// answers.
func Own(_, _ netip.AddrPort) bool { return browser.Private() }
