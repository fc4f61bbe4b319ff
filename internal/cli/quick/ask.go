//go:build linux

package quick

import (
	"errors"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// patience is how many seconds the server may take to answer: it has all that it needs
// at hand.
const patience = 2

var errNoAnswer = errors.New("the server has no answer")

// question is what was asked of a server, and is not answered yet.
type question struct {
	conn  *wire.Conn
	files int // that the answer must have
	err   error
}

// ask asks the server of a data directory, and does not wait for the answer.
func ask(data string, q wire.Question) *question {
	conn, err := connect(data)
	if err != nil {
		return &question{err: err}
	}
	asked := &question{conn: conn, files: 1}
	if q.Inside {
		asked.files = 2
	}
	file, err := wire.Memory("question", q.Encode())
	if err != nil {
		asked.err = err
		return asked
	}
	asked.err = conn.Send(file)
	_ = file.Close() // it was only memory
	return asked
}

// answer is the answer. The file is the program for a space, where one was asked for.
func (q *question) answer() (a wire.Answer, program *os.File, err error) {
	if q.conn != nil {
		defer func() { _ = q.conn.Close() }() // all was said
	}
	if q.err != nil {
		return a, nil, q.err
	}
	files, err := q.conn.Receive()
	if err != nil {
		return a, nil, err
	}
	if len(files) != q.files {
		return a, nil, errNoAnswer
	}
	text, err := wire.ReadMemory(files[0])
	if err != nil {
		return a, nil, err
	}
	if q.files == 2 {
		program = files[1]
	}
	a, err = wire.DecodeAnswer(text)
	return a, program, err
}

// connect connects to the socket in a directory. Names of sockets are short, and those
// of directories may be long: the directory is named by its number.
func connect(directory string) (*wire.Conn, error) {
	at, err := os.Open(directory)
	if err != nil {
		return nil, err
	}
	defer func() { _ = at.Close() }() // it only names
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	conn := wire.NewConn(fd)
	err = syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &syscall.Timeval{Sec: patience})
	if err == nil {
		err = syscall.Connect(fd, &syscall.SockaddrUnix{Name: "/proc/self/fd/" + lean.Itoa(int(at.Fd())) + "/" + Socket})
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}
