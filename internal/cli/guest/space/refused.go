package space

// RefusedError says that the system does not let this user make the namespaces.
type RefusedError struct {
	Step string // what was tried
	// Hint is what probably refuses it and how to allow it, or "".
	Hint string
	Err  error
}

func (e *RefusedError) Error() string {
	text := e.Step + ": " + e.Err.Error()
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Unwrap returns the system's error.
func (e *RefusedError) Unwrap() error { return e.Err }
