//go:build linux

package inside

import (
	"encoding/json"
	"os"

	"golang.org/x/sys/unix"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// name is what the process is called, by which it knows itself.
const name = "azimuth-machine"

// connection is the descriptor of the conversation with the outside.
const connection = 3

// Arguments are those with which the outside starts this program for the inside,
// the name it is called by first. The conversation is to be its first extra file.
func Arguments(s wire.Setup) ([]string, error) {
	text, err := json.Marshal(s)
	return []string{name, string(text)}, err
}

func init() {
	if len(os.Args) == 2 && os.Args[0] == name {
		os.Exit(begin(os.Args[1]))
	}
}

// begin sets up, and serves the outside until it is gone. What it returns is
// nobody's: the outside has heard how the program ended.
func begin(setup string) int {
	unix.CloseOnExec(connection)
	conn := wire.NewConn(connection)
	var s wire.Setup
	if err := json.Unmarshal([]byte(setup), &s); err != nil {
		return 1
	}
	made, refusal := setUp(s)
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
