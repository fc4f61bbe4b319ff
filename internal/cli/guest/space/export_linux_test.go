package space

// System is what is looked at to explain a refusal, for tests.
type System = system

// NewSystem pretends a system with these files.
func NewSystem(files map[string]string) System {
	return system{
		read:   func(path string) string { return files[path] },
		exists: func(path string) bool { _, ok := files[path]; return ok },
	}
}

// Refused explains an error.
func (s system) Refused(step string, err error) *RefusedError { return s.refused(step, err) }
