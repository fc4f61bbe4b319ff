//go:build linux && (amd64 || arm64)

package deputy

import (
	"syscall"
	"unsafe"
)

// Call is a system call that a deputy does.
type Call struct {
	// What it is for, in an error.
	What string
	// Optional is whether the calls after it are done also when it fails.
	Optional bool
	// Result is what it returned, and Err why it failed; nil also where it was not done,
	// because one before it failed.
	Result int
	Err    error

	number    uintptr
	arguments [6]uintptr
	// kept is what the arguments point to: the collector of garbage looks for no
	// pointers where the deputy finds them.
	kept []unsafe.Pointer
}

// Argument is an argument of a system call.
type Argument struct {
	number  uintptr
	pointer unsafe.Pointer
}

// Number is an argument that is a number.
func Number(n int) Argument { return Argument{number: uintptr(n)} }

// Memory is an argument that is an address. The memory must be the heap's.
func Memory(p unsafe.Pointer) Argument { return Argument{pointer: p} }

// Text is an argument that is the address of a text, which holds no zero byte.
func Text(text string) Argument {
	zeroed := make([]byte, len(text)+1)
	copy(zeroed, text)
	return Memory(unsafe.Pointer(&zeroed[0]))
}

// NewCall is a system call by its number.
func NewCall(what string, number uintptr, arguments ...Argument) *Call {
	c := &Call{What: what, number: number}
	for i, a := range arguments {
		c.arguments[i] = a.number
		if a.pointer != nil {
			c.arguments[i] = uintptr(a.pointer)
			c.kept = append(c.kept, a.pointer)
		}
	}
	return c
}

// Try makes a call optional.
func Try(c *Call) *Call {
	c.Optional = true
	return c
}

// note takes what a deputy noted.
func (c *Call) note(result uintptr) {
	const lowest = -4095 // of the results that are errors
	if c.Result = int(result); c.Result < 0 && c.Result >= lowest {
		c.Err = syscall.Errno(-c.Result)
	}
}

// list is calls as a worker reads them.
type list []raw

func newList(calls []*Call) list {
	l := make(list, len(calls))
	for i, c := range calls {
		l[i] = raw{number: c.number, arguments: c.arguments}
		if c.Optional {
			l[i].optional = 1
		}
	}
	return l
}

// put puts the list on a desk. Whoever does so keeps it until it is done.
func (l list) put(on *desk) {
	on.calls, on.count = uintptr(unsafe.Pointer(&l[0])), uintptr(len(l))
}

// take notes in the calls what came of them, and returns the error of the first that
// failed and is not optional.
func (l list) take(calls []*Call) error {
	for i, c := range calls {
		c.note(l[i].result)
		if c.Err != nil && !c.Optional {
			return &CallError{What: c.What, Err: c.Err}
		}
	}
	return nil
}

// CallError says which call failed.
type CallError struct {
	What string
	Err  error
}

func (e *CallError) Error() string {
	if e.What == "" {
		return e.Err.Error()
	}
	return e.What + ": " + e.Err.Error()
}

// Unwrap returns the system's error.
func (e *CallError) Unwrap() error { return e.Err }
