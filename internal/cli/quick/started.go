package quick

import (
	"os"
	"sync"

	"github.com/azimuthid/azimuth/internal/cli/guest/space"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// Started is what was done early.
type Started struct {
	// Answer is what is known of the machine of the program that runs, and Listeners are
	// the sockets at Answer.Listen, nil where the address was taken. Both are empty
	// where no program runs.
	Answer    wire.Answer
	Listeners []*os.File
	// Data is the directory of the server, and Isolated whether the machine is.
	Data     string
	Isolated bool
	// Space is the namespaces, or nil where there are none.
	Space *space.Space
	// Err is why there are none, where they were tried.
	Err error

	failing sync.Mutex
	failed  error // why the machine ended before its program, or nil
}

// started is nil for nothing, and always where there are no namespaces.
var started *Started

// Early is what was done early, nil for nothing.
func Early() *Started { return started }

// Runs reports whether the program runs already. Its end is that of this process.
func (s *Started) Runs() bool { return s != nil && len(s.Listeners) > 0 }
