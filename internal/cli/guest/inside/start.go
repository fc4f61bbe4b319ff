//go:build linux

package inside

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// name is what the process is called, by which it knows itself.
const name = "azimuth-machine"

// connection is the descriptor of the conversation with the outside.
const connection = 3

// Arguments are those with which the outside starts this program for the inside: the
// name it is called by. The conversation is to be its first extra file.
func Arguments() []string { return []string{name} }

func init() {
	if len(os.Args) == 1 && os.Args[0] == name {
		os.Exit(begin())
	}
}

// begin waits until its user is somebody, sets up, and serves the outside until it is gone. What it returns is
// nobody's: the outside has heard how the program ended.
func begin() int {
	syscall.CloseOnExec(connection)
	conn := wire.NewConn(connection)
	m, _, err := conn.Receive()
	if err != nil || m.Setup == nil {
		return 1 // the outside is gone
	}
	made, refusal := setUp(*m.Setup)
	if refusal != nil {
		_ = conn.Send(wire.Message{Refused: refusal}) // the outside may be gone
		return 1
	}
	if conn.Send(wire.Message{Ready: true}, made...) != nil {
		return 1
	}
	for _, file := range made {
		_ = file.Close() // the outside has it
	}
	keepSignals()
	return serve(conn)
}
