//go:build linux

package inside

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// own mounts a file system in memory over the directory of a file, and writes the
// file. Nobody but the machine sees it, and it ends with the machine.
func own(file wire.File) error {
	directory, _, _ := lean.CutLast(file.Path, '/')
	if err := syscall.Mount("azimuth", directory, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, "mode=0755,size=1m"); err != nil {
		return err
	}
	return write(file)
}

// write puts a file in its place at once: whoever reads it reads the old one or the
// new one whole.
func write(file wire.File) error {
	next := file.Path + ".next"
	if err := os.WriteFile(next, file.Content, 0o644); err != nil {
		return err
	}
	return os.Rename(next, file.Path)
}
