//go:build linux

package wire

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

const (
	// maxMessage is the largest message in bytes; what may be larger goes in a file.
	maxMessage = 64 << 10
	// MaxListen is how many addresses one message may name, for as many files go
	// with the answer (SCM_MAX_FD is 253).
	MaxListen = 200
	// maxFiles is how many files may come with a message.
	maxFiles = MaxListen + 8
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
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	return NewConn(fds[0]), os.NewFile(uintptr(fds[1]), "inside"), nil
}

// NewConn is the end with the descriptor fd, which it owns.
func NewConn(fd int) *Conn { return &Conn{fd: fd} }

// errLong says that a message is too long.
var errLong = errors.New("a message is too long")

// Send sends a message and files with it. The files stay open here.
func (c *Conn) Send(m Message, files ...*os.File) error { return c.SendText(m.Encode(), files...) }

// SendText sends a message of any form.
func (c *Conn) SendText(text []byte, files ...*os.File) error {
	if len(text) > maxMessage {
		return errLong
	}
	var rights []byte
	if len(files) > 0 {
		fds := make([]int, len(files))
		for i, file := range files {
			fds[i] = int(file.Fd())
		}
		rights = syscall.UnixRights(fds...)
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	return retry(func() error { return syscall.Sendmsg(c.fd, text, rights, nil, syscall.MSG_NOSIGNAL) })
}

// Receive waits for the next message. It returns io.EOF when the other process is gone.
func (c *Conn) Receive() (m Message, files []*os.File, err error) {
	text, files, err := c.ReceiveText()
	if err != nil {
		return m, nil, err
	}
	m, err = DecodeMessage(text)
	return m, files, err
}

// ReceiveText is Receive for a message of any form, which holds until the next one.
func (c *Conn) ReceiveText() (text []byte, files []*os.File, err error) {
	if c.buffer == nil {
		c.buffer, c.control = make([]byte, maxMessage), make([]byte, syscall.CmsgSpace(4*maxFiles))
	}
	var n, controls, flags int
	err = retry(func() error {
		var err error
		n, controls, flags, _, err = syscall.Recvmsg(c.fd, c.buffer, c.control, syscall.MSG_CMSG_CLOEXEC)
		return err
	})
	switch {
	case errors.Is(err, syscall.ECONNRESET), err == nil && n == 0 && controls == 0:
		return nil, nil, io.EOF
	case err != nil:
		return nil, nil, os.NewSyscallError("recvmsg", err)
	case flags&(syscall.MSG_TRUNC|syscall.MSG_CTRUNC) != 0:
		return nil, nil, errLong
	}
	files, err = rights(c.control[:controls])
	return c.buffer[:n], files, err
}

func rights(control []byte) ([]*os.File, error) {
	messages, err := syscall.ParseSocketControlMessage(control)
	if err != nil {
		return nil, err
	}
	var files []*os.File
	for _, message := range messages {
		fds, err := syscall.ParseUnixRights(&message)
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
func (c *Conn) Shutdown() error { return syscall.Shutdown(c.fd, syscall.SHUT_RDWR) }

// Close releases the descriptor. Nobody may be sending or receiving.
func (c *Conn) Close() error { return syscall.Close(c.fd) }

func retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
