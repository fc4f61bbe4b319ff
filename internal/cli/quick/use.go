//go:build linux

package quick

import (
	"os"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// idle is for how many milliseconds nothing more is done for a program that uses
// nothing of its machine. The host's loopback is looked at again after as long.
const idle = 1000

// awaitUse returns when somebody in the machine wants something: a connection or a
// packet waits. What serves it is initialised then, beside the program, and not before
// it or instead of it.
func (s *Started) awaitUse() {
	files := append([]*os.File{s.Space.Metadata}, s.Listeners...)
	if s.Space.Packets != nil {
		files = append(files, s.Space.Packets)
	}
	var waiting []lean.Waited
	for _, file := range files {
		if file != nil {
			waiting = append(waiting, lean.Reading(int(file.Fd())))
		}
	}
	_ = lean.Poll(waiting, idle) // whatever it is, it is time
}
