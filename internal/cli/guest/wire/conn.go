//go:build linux

package wire

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// maxFiles is how many files may come with a message.
const maxFiles = 8

// Conn is one end. A message is files, in which everything is.
type Conn struct{ fd int }

// NewConn is the end with the descriptor fd, which it owns.
func NewConn(fd int) *Conn { return &Conn{fd: fd} }

// errLong says that a message has too many files.
var errLong = errors.New("a message is too long")

// Send sends a message. The files stay open here.
func (c *Conn) Send(files ...*os.File) error {
	fds := make([]int, len(files))
	for i, file := range files {
		fds[i] = int(file.Fd())
	}
	return retry(func() error { return syscall.Sendmsg(c.fd, nil, syscall.UnixRights(fds...), nil, syscall.MSG_NOSIGNAL) })
}

// Receive waits for the next message. It returns io.EOF when the other process is gone.
func (c *Conn) Receive() ([]*os.File, error) {
	control := make([]byte, syscall.CmsgSpace(4*maxFiles))
	var controls, flags int
	err := retry(func() error {
		var err error
		_, controls, flags, _, err = syscall.Recvmsg(c.fd, nil, control, syscall.MSG_CMSG_CLOEXEC)
		return err
	})
	switch {
	case errors.Is(err, syscall.ECONNRESET), err == nil && controls == 0:
		return nil, io.EOF
	case err != nil:
		return nil, os.NewSyscallError("recvmsg", err)
	}
	files, err := rights(control[:controls])
	if err == nil && flags&(syscall.MSG_TRUNC|syscall.MSG_CTRUNC) != 0 {
		err = errLong
	}
	return files, err
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

// Close releases the descriptor. Nobody may be sending or receiving.
func (c *Conn) Close() error { return syscall.Close(c.fd) }

func retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
