package concurrency_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"
)

// register is what the clients can know of the scale set: how often it was
// written, the value of its tag, and the identities that it holds beside the
// one that stays.
type register struct {
	etag int
	n    string
	held string // names in order, with blanks between
}

// request is one request to the register.
type request struct {
	write bool
	n     string // the tag's new value
	match int    // the etag that it must have; 0 for any
	add   string // an identity to assign, or ""
	drop  string // an identity to take away, or ""
}

// reply is the answer: what was read, or what stands there after the write.
type reply struct {
	status int
	register
}

// model says which replies a register may give.
func model(initial register) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return initial },
		Step: func(state, input, output any) (bool, any) {
			next, ok := state.(register).step(input.(request), output.(reply))
			return ok, next
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %+v", input, output) },
	}
}

// step is the register after a request, and whether it may answer it so.
func (r register) step(in request, out reply) (register, bool) {
	switch {
	case !in.write:
		return r, out == reply{http.StatusOK, r}
	case in.match != 0 && in.match != r.etag:
		return r, out.status == http.StatusPreconditionFailed
	case out.status == http.StatusConflict:
		return r, true // refused because others were faster each time: nothing is changed
	}
	held := strings.Fields(r.held)
	if in.add != "" && !slices.Contains(held, in.add) {
		held = append(held, in.add)
	}
	held = slices.DeleteFunc(held, func(name string) bool { return name == in.drop })
	slices.Sort(held)
	next := register{etag: r.etag + 1, n: in.n, held: strings.Join(held, " ")}
	return next, out == reply{http.StatusOK, next}
}
