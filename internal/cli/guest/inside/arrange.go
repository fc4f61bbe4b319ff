//go:build linux

package inside

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// arrange puts what the program is to see in the place of the system's own.
func arrange(p wire.Program) error {
	if p.Hostname != "" {
		if err := syscall.Sethostname([]byte(p.Hostname)); err != nil {
			return within("the name of the machine", err)
		}
	}
	if err := replace(p); err != nil {
		return within("the machine's files", err)
	}
	if p.Own != nil {
		if err := own(*p.Own); err != nil {
			return within(p.Own.Path, err)
		}
	}
	// In a container that hides parts of /proc a new one is refused. The old one
	// shows the processes by their numbers outside.
	_ = syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, "")
	return nil
}

// replace mounts files over those at their paths. Those that are given by their
// contents are written into a file system in memory, which stands for a moment over
// a directory that every system has and then belongs to the mounts alone: nothing
// of it is left when they are gone.
func replace(p wire.Program) error {
	// The directory may hold what is to be replaced, or files that this links to.
	for path, source := range p.Links {
		if err := cover(source, path); err != nil {
			return within(path, err)
		}
	}
	targets := map[string]*os.File{}
	for path := range p.Files {
		target, err := openTarget(path)
		if err != nil {
			return err
		}
		if target != nil {
			defer func() { _ = target.Close() }() // it only names the file
			targets[path] = target
		}
	}
	desk, err := mountDesk()
	if err != nil {
		return err
	}
	for path, target := range targets {
		file := desk + "/" + lean.Itoa(int(target.Fd()))
		if err = os.WriteFile(file, []byte(p.Files[path]), 0o644); err == nil {
			err = bind(file, target)
		}
		if err != nil {
			return errors.Join(within(path, err), syscall.Unmount(desk, syscall.MNT_DETACH))
		}
	}
	return within(desk, syscall.Unmount(desk, syscall.MNT_DETACH))
}

// openTarget opens what is to be replaced, only to name it; nil where it is not there.
func openTarget(path string) (*os.File, error) {
	target, err := os.OpenFile(path, onlyNamed, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	return target, err
}

// mountDesk mounts an empty file system in memory over a directory.
func mountDesk() (directory string, err error) {
	for _, directory := range []string{"/tmp", "/run", "/var", "/mnt"} {
		err = syscall.Mount("azimuth", directory, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, "mode=0755")
		if err == nil {
			return directory, nil
		}
	}
	return "", within("a file system in memory", err)
}

// cover mounts a file over the one at a path, where there is one.
func cover(file, path string) error {
	target, err := openTarget(path)
	if target == nil || err != nil {
		return err
	}
	defer func() { _ = target.Close() }() // it only names the file
	return bind(file, target)
}

func bind(file string, target *os.File) error {
	return syscall.Mount(file, "/proc/self/fd/"+lean.Itoa(int(target.Fd())), "", syscall.MS_BIND, "")
}
