//go:build !linux

package quick

import (
	"os"

	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Started is what was done early, which is nothing here.
type Started struct {
	Answer    wire.Answer
	Listeners []*os.File
	Data      string
	Isolated  bool
	Space     *space.Space
	Err       error
}

// Early is what was done early: nothing.
func Early() *Started { return nil }

// Runs reports whether the program runs already: it does not.
func (s *Started) Runs() bool { return false }

// Fail does nothing here.
func (s *Started) Fail(error) {}
