//go:build linux && (amd64 || arm64)

package space

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// inMemory are the flags of a file system in memory that holds what is only read.
const inMemory = syscall.MS_NOSUID | syscall.MS_NODEV | syscall.MS_NOEXEC

// directory is a directory as the machine sees it, open to name files in it.
type directory struct{ fd int }

const onlyDirectory = onlyNamed | syscall.O_DIRECTORY

// ownDirectory mounts a file system in memory over the directory of a file, and writes
// the file. Nobody but the machine sees it, and it ends with the machine.
func (s *Space) ownDirectory(file wire.File) error {
	path, _, _ := lean.CutLast(file.Path, '/')
	opened := open("", path, onlyDirectory)
	if err := s.deputy.Do(mount("", "azimuth", path, "tmpfs", inMemory, "mode=0755,size=1m"), opened); err != nil {
		return err
	}
	d := &directory{opened.Result}
	s.running.Lock()
	s.own = d
	s.running.Unlock()
	return d.replace(file)
}

// replace puts a file in its place at once: whoever reads it reads the old one or the
// new one whole.
func (d directory) replace(file wire.File) error {
	_, name, _ := lean.CutLast(file.Path, '/')
	next := name + ".next"
	if err := d.write(next, file.Content); err != nil {
		return err
	}
	return syscall.Renameat(d.fd, next, d.fd, name)
}

// write writes a new file, which everybody may read.
func (d directory) write(name string, content []byte) error {
	fd, err := syscall.Openat(d.fd, name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return err
	}
	return writeAll(fd, content)
}

// writeAll writes a file, and closes it.
func writeAll(fd int, content []byte) error {
	file := os.NewFile(uintptr(fd), "file")
	_, err := file.Write(content)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return err
}
