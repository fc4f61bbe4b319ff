//go:build linux

package hint

// System is what is looked at to explain a refusal, for tests.
type System = system

// NewSystem pretends a system with these files.
func NewSystem(files map[string]string) System {
	return system{
		read:   func(path string) string { return files[path] },
		exists: func(path string) bool { _, ok := files[path]; return ok },
	}
}

// Of explains an error.
func (s system) Of(err error) string { return s.hint(err) }
