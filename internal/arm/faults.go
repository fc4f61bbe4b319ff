package arm

import (
	"net/url"
	"slices"

	"github.com/azimuthid/azimuth/internal/fault"
)

// asked is a request as faults know it.
func asked(caller Caller, r *Request) fault.Request {
	path, err := url.PathUnescape(r.Path)
	if err != nil {
		path = r.Path
	}
	return fault.Request{Front: fault.ResourceManager, Method: r.Method, Path: path, ObjectID: caller.ObjectID, ClientID: caller.Name}
}

// hit is the fault that meets a request at a point of its way; false for none.
func (e *Engine) hit(at fault.Point, caller Caller, r *Request) (fault.Hit, bool) {
	if !e.Faults.Armed(at) || fault.Exempt(r.Path, r.Header.Get) {
		return fault.Hit{}, false
	}
	return e.Faults.Hit(at, asked(caller, r))
}

// Unaware reports whether the directory is not to know a principal yet, because
// of a fault. Which principal a fault is about is this one, not who asks.
func (c *Call) Unaware(principalID string) bool {
	about := Caller{ObjectID: principalID}
	if _, hit := c.engine.hit(fault.AtPrincipal, about, c.Request); hit {
		return true
	}
	return c.engine.Faults.Unknown(fault.Subject{At: fault.AtPrincipal, Name: principalID}, asked(about, c.Request))
}

// given notes which identities a write gives to its resource, while a fault wants
// to know what is new.
func (w *Write) given() {
	if !w.engine.Faults.Armed(fault.AtIdentity) {
		return
	}
	old := w.OldIdentity.Principals()
	for _, principal := range w.Identity.Principals() {
		if !slices.Contains(old, principal) {
			w.engine.Faults.Born(fault.Subject{At: fault.AtIdentity, Name: principal, Host: w.ID.Key()})
		}
	}
}
