//go:build linux

package inside

import (
	"os"
	"syscall"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// keepSignals keeps this process alive through signals that are meant for the
// program: the terminal sends them to both, and the outside passes others on by message.
// The kernel keeps those from the first process of a namespace that it leaves to the
// system's default; the runtime of Go does not.
func keepSignals() {
	for _, number := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2} {
		var byDefault [4]uint64 // a struct sigaction of zeros
		_, _, _ = syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(number), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0)
	}
}

// serve does what the outside asks, until the program has ended or the outside
// has. When this process ends, the system ends all others of the machine.
func serve(conn *wire.Conn) int {
	program := 0
	for {
		m, files, err := conn.Receive()
		if err != nil {
			return 1 // the outside is gone
		}
		switch {
		case len(m.Listen) > 0:
			err = listenAll(conn, m.Listen)
		case m.Run && len(files) == 1 && program == 0:
			program, err = run(conn, files[0])
		case m.Write != nil && program != 0: // before, the directory is not the machine's
			_ = write(*m.Write) // the program may have taken it away
		case m.Cut:
			cut()
		case m.Signal != 0 && program != 0:
			_ = syscall.Kill(program, syscall.Signal(m.Signal)) // it may have ended just now
		}
		if err != nil {
			return 1
		}
	}
}

// run starts the program in the file, and tells the outside of its end, and of
// what kept it from starting.
func run(conn *wire.Conn, file *os.File) (pid int, err error) {
	pid, failed := start(file)
	if failed != nil {
		return 0, conn.Send(wire.Message{Exit: failed})
	}
	go func() {
		exit := bury(pid)
		if conn.Send(wire.Message{Exit: exit}) != nil {
			os.Exit(1) // the outside is gone
		}
		os.Exit(0)
	}()
	return pid, nil
}
