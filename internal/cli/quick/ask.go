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

// ask asks the server of a data directory. The file is the program for a space.
func ask(data string, q wire.Question) (a wire.Answer, program *os.File, err error) {
	conn, err := connect(data)
	if err != nil {
		return a, nil, err
	}
	defer func() { _ = conn.Close() }() // all was said
	question, err := wire.Memory("question", q.Encode())
	if err != nil {
		return a, nil, err
	}
	defer func() { _ = question.Close() }() // it was only memory
	if err := conn.SendText(nil, question); err != nil {
		return a, nil, err
	}
	_, files, err := conn.ReceiveText()
	if err != nil {
		return a, nil, err
	}
	if len(files) == 0 || q.Inside && len(files) != 2 {
		return a, nil, errNoAnswer
	}
	text, err := wire.ReadMemory(files[0])
	if err != nil {
		return a, nil, err
	}
	if q.Inside {
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
