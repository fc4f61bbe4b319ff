package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/httpkept"
)

// spoiler carries out what faults do to a request at a front end's edge.
type spoiler struct {
	faults *fault.Set
	// wait waits for the server's clock.
	wait fault.Waiter
	// revoke revokes all tokens that a principal has.
	revoke func(ctx context.Context, principalID string) error
	// rotate has a new key sign from now on.
	rotate func(ctx context.Context) error
	failed func(what string, err error)
}

// spoil answers a request, or does not, as the fault that met it demands.
func (s spoiler) spoil(w *tellWriter, r *http.Request, f front, q fault.Request, hit fault.Hit) {
	if s.faults.Wait(r.Context(), hit, s.wait) != nil {
		w.lost()
		return // the client has gone
	}
	switch effect := hit.Rule.Effect; effect.Kind {
	case fault.Answer:
		f.refuse(w, r, q, effect.Refusal)
	case fault.IdentityNotFound:
		f.refuse(w, r, q, fault.Refusal{Status: http.StatusBadRequest})
	case fault.Reset:
		w.lost()
		breakOff(r)
	case fault.Lose:
		f.ServeHTTP(newHeld(w), r)
		w.lost()
		breakOff(r)
	case fault.Truncate:
		held := newHeld(w)
		f.ServeHTTP(held, r)
		held.sendHalf()
	case fault.Empty:
		held := newHeld(w)
		f.ServeHTTP(held, r)
		held.sendNothing()
	case fault.RevokeToken:
		if q.ObjectID != "" {
			s.note("tokens could not be revoked", s.revoke(r.Context(), q.ObjectID))
		}
		f.ServeHTTP(w, r)
	case fault.RotateKey:
		s.note("the key could not be rotated", s.rotate(r.Context()))
		f.ServeHTTP(w, r)
	default: // a delay, which is over
		f.ServeHTTP(w, r)
	}
}

func (s spoiler) note(what string, err error) {
	if err != nil {
		s.failed(what, err)
	}
}

// held keeps an answer back.
type held struct {
	*httpkept.Answer
	to *tellWriter
}

func newHeld(to *tellWriter) *held { return &held{httpkept.New(), to} }

// Unwrap lets http.ResponseController reach the connection.
func (h *held) Unwrap() http.ResponseWriter { return h.to }

func (h *held) sendHeader(length int) {
	for name, values := range h.Header() {
		h.to.Header()[name] = values
	}
	h.to.Header().Set("Content-Length", strconv.Itoa(length))
	h.to.WriteHeader(h.Status)
}

// sendHalf sends half of the body under the length of the whole, and ends the
// connection, or the stream of HTTP/2. An answer without a body comes whole.
func (h *held) sendHalf() {
	h.sendHeader(h.Body.Len())
	_, _ = h.to.Write(h.Body.Bytes()[:h.Body.Len()/2]) // it breaks off in any case
	if h.Body.Len() == 0 {
		return
	}
	_ = http.NewResponseController(h.to).Flush()
	panic(http.ErrAbortHandler)
}

func (h *held) sendNothing() { h.sendHeader(0) }
