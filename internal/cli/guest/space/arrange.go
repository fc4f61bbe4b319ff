//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"io/fs"
	"slices"
	"syscall"
	"unsafe"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// arrange puts what the program is to see in the place of the system's own.
func (s *Space) arrange(p wire.Program) error {
	if p.Hostname != "" {
		name := []byte(p.Hostname)
		call := deputy.NewCall("the name of the machine", syscall.SYS_SETHOSTNAME, deputy.Memory(unsafe.Pointer(&name[0])), deputy.Number(len(name)))
		if err := s.deputy.Do(call); err != nil {
			return err
		}
	}
	if err := s.replace(p); err != nil {
		return within("the machine's files", err)
	}
	if p.Own != nil {
		if err := s.ownDirectory(*p.Own); err != nil {
			return within(p.Own.Path, err)
		}
	}
	// In a container that hides parts of /proc a new one is refused. The old one
	// shows the processes by their numbers outside.
	return s.deputy.Do(deputy.Try(mount("", "proc", "/proc", "proc", inMemory, "")))
}

// target is a file that the machine sees another one in the place of.
type target struct {
	path   string
	source string // a file, or "" for one with the content
	bytes  string
	opened *deputy.Call
}

// replace mounts files over those at their paths. Those that are given by their
// contents are written into a file system in memory, which stands for a moment over
// a directory that every system has and then belongs to the mounts alone: nothing
// of it is left when they are gone.
func (s *Space) replace(p wire.Program) error {
	targets := make([]target, 0, len(p.Links)+len(p.Files))
	for path, source := range p.Links {
		targets = append(targets, target{path: path, source: source})
	}
	for path, content := range p.Files {
		targets = append(targets, target{path: path, bytes: content})
	}
	targets, err := s.openTargets(targets)
	defer closeTargets(targets)
	if err != nil {
		return err
	}
	// The directory may hold what is to be replaced, or files that this links to: it is covered
	// last.
	var binds []*deputy.Call
	for _, t := range targets {
		if t.source != "" {
			binds = append(binds, t.cover(t.source))
		}
	}
	if err := s.deputy.Do(binds...); err != nil {
		return err
	}
	desk, at, err := s.mountDesk()
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Close(at.fd) }() // it only names
	binds = nil
	for i, t := range targets {
		if t.source != "" {
			continue
		}
		name := lean.Itoa(i)
		if err := at.write(name, []byte(t.bytes)); err != nil {
			return within(t.path, err)
		}
		binds = append(binds, t.cover(desk+"/"+name))
	}
	const detached = 2 // MNT_DETACH
	return s.deputy.Do(append(binds, deputy.NewCall(desk, syscall.SYS_UMOUNT2, deputy.Text(desk), deputy.Number(detached)))...)
}

// openTargets opens what is to be replaced, only to name it, and leaves out what is
// not there.
func (s *Space) openTargets(targets []target) ([]target, error) {
	calls := make([]*deputy.Call, len(targets))
	for i := range targets {
		calls[i] = deputy.Try(open(targets[i].path, targets[i].path, onlyNamed))
		targets[i].opened = calls[i]
	}
	if err := s.deputy.Do(calls...); err != nil {
		return nil, err
	}
	var failed error
	targets = slices.DeleteFunc(targets, func(t target) bool {
		err := t.opened.Err
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			failed = within(t.path, err)
		}
		return err != nil
	})
	return targets, failed
}

func closeTargets(targets []target) {
	for _, t := range targets {
		_ = syscall.Close(t.opened.Result) // it only names
	}
}

// cover mounts a file over the target.
func (t target) cover(file string) *deputy.Call {
	return mount(t.path, file, "/proc/self/fd/"+lean.Itoa(t.opened.Result), "", syscall.MS_BIND, "")
}

// mountDesk mounts an empty file system in memory over a directory.
func (s *Space) mountDesk() (path string, d directory, err error) {
	for _, path := range []string{"/tmp", "/run", "/var", "/mnt"} {
		opened := open("", path, onlyDirectory)
		if err = s.deputy.Do(mount("", "azimuth", path, "tmpfs", inMemory, "mode=0755"), opened); err == nil {
			return path, directory{opened.Result}, nil
		}
	}
	return "", d, within("a file system in memory", err)
}
