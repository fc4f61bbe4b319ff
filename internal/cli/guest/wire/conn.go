//go:build linux

package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

const (
	// maxMessage is the largest message in bytes; what may be larger goes in a file.
	maxMessage = 64 << 10
	// MaxListen is how many addresses one message may name, for as many files go
	// with the answer (SCM_MAX_FD is 253).
	MaxListen = 200
)

// Conn is one end. Messages may be sent from many goroutines; one receives.
type Conn struct {
	fd      int
	sending sync.Mutex
	buffer  []byte
	control []byte
}

// Pair makes two ends that are connected: one for here, one for the other process.
func Pair() (*Conn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	return NewConn(fds[0]), os.NewFile(uintptr(fds[1]), "inside"), nil
}

// NewConn is the end with the descriptor fd, which it owns.
func NewConn(fd int) *Conn {
	return &Conn{fd: fd, buffer: make([]byte, maxMessage), control: make([]byte, unix.CmsgSpace(4*(MaxListen+8)))}
}

// Send sends a message and files with it. The files stay open here.
func (c *Conn) Send(m Message, files ...*os.File) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if len(text) > maxMessage {
		return fmt.Errorf("a message of %d bytes is too long", len(text))
	}
	var rights []byte
	if len(files) > 0 {
		fds := make([]int, len(files))
		for i, file := range files {
			fds[i] = int(file.Fd())
		}
		rights = unix.UnixRights(fds...)
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	return retry(func() error { return unix.Sendmsg(c.fd, text, rights, nil, unix.MSG_NOSIGNAL) })
}

// Receive waits for the next message. It returns io.EOF when the other process is gone.
func (c *Conn) Receive() (m Message, files []*os.File, err error) {
	var n, controls, flags int
	err = retry(func() error {
		var err error
		n, controls, flags, _, err = unix.Recvmsg(c.fd, c.buffer, c.control, unix.MSG_CMSG_CLOEXEC)
		return err
	})
	switch {
	case errors.Is(err, unix.ECONNRESET), err == nil && n == 0 && controls == 0:
		return m, nil, io.EOF
	case err != nil:
		return m, nil, os.NewSyscallError("recvmsg", err)
	}
	if files, err = received(c.control[:controls]); err != nil {
		return m, nil, err
	}
	if flags&(unix.MSG_TRUNC|unix.MSG_CTRUNC) != 0 {
		return m, files, errors.New("a message was cut off")
	}
	return m, files, json.Unmarshal(c.buffer[:n], &m)
}

func received(control []byte) ([]*os.File, error) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return nil, err
	}
	var files []*os.File
	for _, message := range messages {
		fds, err := unix.ParseUnixRights(&message)
		if err != nil {
			return files, err
		}
		for _, fd := range fds {
			files = append(files, os.NewFile(uintptr(fd), "received"))
		}
	}
	return files, nil
}

// Shutdown ends the conversation for both sides: whoever receives gets io.EOF.
func (c *Conn) Shutdown() error { return unix.Shutdown(c.fd, unix.SHUT_RDWR) }

// Close releases the descriptor. Nobody may be sending or receiving.
func (c *Conn) Close() error { return unix.Close(c.fd) }

func retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
