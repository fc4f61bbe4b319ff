//go:build linux

package door

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/server"
)

// Door is the socket of a server.
type Door struct {
	server   *server.Server
	path     string
	listener *net.UnixListener
	work     sync.WaitGroup
	stop     context.CancelFunc
}

// Open opens the socket in the data directory of a server, in place of one that a
// server left there that was killed.
func Open(ctx context.Context, data string, s *server.Server) (*Door, error) {
	d := &Door{server: s, path: filepath.Join(data, quick.Socket)}
	if err := os.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	directory, err := os.Open(data)
	if err != nil {
		return nil, err
	}
	defer func() { _ = directory.Close() }() // it only names
	// The names of sockets are short, and those of directories may be long.
	name := filepath.Join("/proc/self/fd", strconv.Itoa(int(directory.Fd())), quick.Socket)
	if d.listener, err = net.ListenUnix("unixpacket", &net.UnixAddr{Name: name, Net: "unixpacket"}); err != nil {
		return nil, err
	}
	d.listener.SetUnlinkOnClose(false) // the name means nothing any more
	if err := os.Chmod(d.path, 0o600); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	ctx, d.stop = context.WithCancel(ctx)
	d.work.Go(func() { d.serve(ctx) })
	return d, nil
}

// Close closes the socket and removes it.
func (d *Door) Close() error {
	if d.stop != nil {
		d.stop()
	}
	err := errors.Join(d.listener.Close(), os.Remove(d.path))
	d.work.Wait()
	return err
}

func (d *Door) serve(ctx context.Context) {
	for {
		conn, err := d.listener.AcceptUnix()
		if err != nil {
			return
		}
		d.work.Go(func() {
			_ = d.talk(ctx, conn) // who asked goes another way, and is told there
		})
	}
}

// patience is how many seconds somebody who has come may take to ask.
const patience = 2

// maxQuestion is the longest question, in bytes: longer than any environment.
const maxQuestion = 16 << 20

var errNoQuestion = errors.New("that is no question")

func (d *Door) talk(ctx context.Context, from *net.UnixConn) (err error) {
	file, err := from.File() // a copy that waits
	if err = errors.Join(err, from.Close()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	fd := int(file.Fd())
	if err := mayAsk(fd); err != nil {
		return err
	}
	conn := wire.NewConn(fd)
	files, err := conn.Receive()
	defer closeAll(files)
	if err != nil || len(files) != 1 {
		return errors.Join(err, errNoQuestion)
	}
	if about, err := files[0].Stat(); err != nil || !about.Mode().IsRegular() || about.Size() > maxQuestion {
		return errors.Join(err, errNoQuestion)
	}
	text, err := wire.ReadMemory(files[0])
	if err != nil {
		return err
	}
	q, err := wire.DecodeQuestion(text)
	if err != nil {
		return err
	}
	a, program, err := d.answer(ctx, q)
	if err != nil {
		return err
	}
	defer closeAll([]*os.File{program})
	answer, err := wire.Memory("answer", a.Encode())
	if err != nil {
		return err
	}
	defer closeAll([]*os.File{answer})
	if program == nil {
		return conn.Send(answer)
	}
	return conn.Send(answer, program)
}

// mayAsk returns an error unless the other end is this user's or root's.
func mayAsk(fd int) error {
	who, err := syscall.GetsockoptUcred(fd, syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	if err != nil {
		return err
	}
	if who.Uid != 0 && int(who.Uid) != os.Geteuid() {
		return errNoQuestion
	}
	return syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &syscall.Timeval{Sec: patience})
}

func closeAll(files []*os.File) {
	for _, file := range files {
		if file != nil {
			_ = file.Close() // it was only memory
		}
	}
}
