package cli

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// held is a token for a program in the host's network. It is in no directory but in
// this process's memory, which the path leads to: whatever ends the process, nothing
// is left. All that this user runs can read it.
type held struct {
	path string
	file *os.File
}

func holdToken(_ string, token []byte) (*held, error) {
	file, err := wire.Memory(tokenName, token)
	if err != nil {
		return nil, err
	}
	return &held{path: fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), file.Fd()), file: file}, nil
}

// put replaces the token at once: whoever reads it reads the old one or the new one whole.
func (h *held) put(token []byte) error {
	next, err := wire.Memory(tokenName, token)
	if err != nil {
		return err
	}
	defer func() { _ = next.Close() }() // there is another number for it
	return os.NewSyscallError("dup3", unix.Dup3(int(next.Fd()), int(h.file.Fd()), unix.O_CLOEXEC))
}

func (h *held) remove() error { return h.file.Close() }
