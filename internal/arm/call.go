package arm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Request is one request to Resource Manager, apart from how it came.
type Request struct {
	Method string
	// Path is the URL's path as it was escaped.
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte
	// Origin is the scheme and host that the client used, for links in answers.
	Origin string
	// ID is the request's own id (a GUID), in the answer's headers.
	ID string
	// Counted are headers of the answer that tell what the caller may still ask,
	// where requests are counted. Engine.Do sets them.
	Counted http.Header
	// Beside, which may be nil, has its word in the unit that does what is asked
	// for: what it writes is committed with it, and its error stops both. status
	// is the one that the request will be answered with. It may be called several times.
	Beside func(u *Unit, status int, begun Underway) error
}

// Underway is the operation that a request begins; the zero value for none.
type Underway struct {
	Ends time.Time // when it is over
	// Held is the mark of the fault that keeps it in progress beyond that, or "".
	Held string
}

// Response is the answer to a Request.
type Response struct {
	Status int
	Header http.Header // what the answer adds to the common headers; may be nil
	Body   []byte      // JSON, or nil
}

// Caller is who asks.
type Caller struct {
	ObjectID string // of the service principal or the user
	Name     string // what error texts call the client: its client id, or the user's name
	// Groups are the object ids of the groups that it is in, directly or through others.
	Groups []string
	// roleless reports that a fault has its role assignments not count.
	roleless bool
}

// Call is a request that was authenticated, understood and authorised.
type Call struct {
	Request *Request
	Caller  Caller
	Version Version
	// Type and ID are the resource asked for; of a collection, ID is the scope
	// or the parent resource. Routes of the platform have no Type.
	Type *ResourceType
	ID   resource.ID
	// Args are the values of a platform route's parameters, by name.
	Args map[string]string

	engine *Engine
	// filtered reports that the caller may read only some of a collection.
	filtered bool
	// asked is the RBAC action for which the call was last authorised.
	asked string
	// acts reports that the call carries out an action that changes something.
	acts bool
	// provides reports that the provider does for itself what the call is about.
	provides bool
	// action and takes are the name of the action that the call carries out and
	// the length of its operation, and acted the operation once it has begun.
	action string
	takes  time.Duration
	acted  *operation
	// later is the Later of the action that the call carries out.
	later time.Duration
	// resumes has the call of an operation that waited end it in the unit that does
	// what it waited for; nil for a request.
	resumes func(ctx context.Context, u *Unit) error
	// undone reports that nothing is done where the operation is to fail.
	undone bool
	// lasts reports that the operation goes on until somebody ends it, which is likely
	// to take as long as expected.
	lasts    bool
	expected time.Duration
	failed   bool // see Fail
	// fate is what a fault makes of the operation, once fated says that this is known.
	fate  *fate
	fated bool
	// trial reports that the call is only tried: faults do not see it.
	trial bool
	// known is what Known keeps.
	known map[string]any
}

// Known is what find finds when a call that shows resources asks for it under a name
// for the first time, and the same from then on: what all elements of a list need is
// read once.
func Known[T any](c *Call, name string, find func() (T, error)) (T, error) {
	if known, ok := c.known[name].(T); ok {
		return known, nil
	}
	found, err := find()
	if err != nil {
		return found, err
	}
	if c.known == nil {
		c.known = make(map[string]any)
	}
	c.known[name] = found
	return found, nil
}

// Engine is the engine that serves the call.
func (c *Call) Engine() *Engine { return c.engine }

// Provides reports that the provider does for itself what the call is about, as a
// part of something else.
func (c *Call) Provides() bool { return c.provides }

// ActionName is the name of the action that the call carries out, or "".
func (c *Call) ActionName() string { return c.action }

// Query is a query parameter by name, in any case, such as "$filter"; or "".
func (c *Call) Query(name string) string { return queryValue(c.Request.Query, name) }

func queryValue(query url.Values, name string) string {
	if v := query.Get(name); v != "" {
		return v
	}
	for key, values := range query {
		if equalFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// Work does a unit of work for the call, as Engine.Work does. The unit also has
// the event that tells of it, and the call's operation where it begins one; a
// lock stops it where the call carries out an action.
func (c *Call) Work(ctx context.Context, key string, fn func(u *Unit) error) error {
	err := c.engine.Work(ctx, key, func(u *Unit) error {
		c.anew()
		if c.acts || c.writes() {
			if err := c.checkLocks(ctx, u, c.lockedVerb()); err != nil {
				return err
			}
		}
		if !c.undone || !c.doomed() {
			if err := fn(u); err != nil {
				return err
			}
		}
		if c.resumes != nil {
			return c.resumes(ctx, u)
		}
		if deferred, err := c.deferred(ctx, u); deferred || err != nil {
			c.log(u, http.StatusAccepted)
			return err
		}
		if c.later > 0 {
			err := c.postponeAction(ctx, u)
			c.log(u, http.StatusNoContent)
			return err
		}
		if c.takes == 0 && !c.failed {
			c.log(u, http.StatusOK)
			return nil
		}
		c.log(u, http.StatusAccepted)
		o := c.beginOperation(u, c.action, c.engine.locationOf(ctx, u, c.ID), c.takes, false)
		c.acted = &o
		return nil
	})
	if err == nil && c.undone && c.doomed() {
		return errDoomed
	}
	return err
}

// lockedVerb is what a lock must stop to stop the call. Azure judges the request's
// method: a DELETE deletes, and a POST writes, whatever it does.
func (c *Call) lockedVerb() string {
	if c.Request.Method == http.MethodDelete {
		return lockedDelete
	}
	return lockedWrite
}

// writes reports whether the call changes a resource that its type keeps in a way
// of its own: an element of another one, or tags.
func (c *Call) writes() bool {
	return c.Type != nil && c.Type.Change != nil && c.Request.Method != http.MethodGet && c.Request.Method != http.MethodPost
}

// act carries an action out. One that changes something is an operation, where
// operations take time.
func (c *Call) act(ctx context.Context, action Action) (*Response, error) {
	if c.acts = !action.AtOnce; c.acts {
		if err := c.checkLocks(ctx, c.engine.Store, lockedWrite); err != nil {
			return nil, err
		}
	}
	c.action = action.Name
	if c.later = action.Later; c.later == 0 && !action.AtOnce && c.paced() {
		c.takes, c.undone = c.Type.Operations.Act, true
	}
	response, err := action.Do(ctx, c)
	if errors.Is(err, errDoomed) {
		err = nil
	}
	switch {
	case err != nil:
		return nil, err
	case c.later > 0:
		return &Response{Status: http.StatusNoContent}, nil
	case c.acted == nil:
		return response, nil
	}
	return c.accepted(*c.acted), nil
}

// change lets the type serve a write or a deletion of what is part of another
// resource. It is an operation, where operations take time.
func (c *Call) change(ctx context.Context) (*Response, error) {
	deletes := c.Request.Method == http.MethodDelete
	if c.paced() {
		c.action, c.takes = "write", c.Type.Operations.Update
		if deletes {
			c.action, c.takes, c.undone = "delete", c.Type.Operations.Delete, true
		}
	}
	response, err := c.Type.Change(ctx, c)
	if errors.Is(err, errDoomed) {
		err = nil
	}
	switch {
	case err != nil || c.acted == nil:
	case deletes:
		response = c.accepted(*c.acted)
	default:
		c.announce(response, *c.acted, c.Type.Operations.RetryWrite)
	}
	return response, err
}

// JSON makes a response with a body.
func JSON(status int, value any) *Response {
	if raw, ok := value.([]byte); ok {
		return &Response{Status: status, Body: raw}
	}
	return &Response{Status: status, Body: document.Write(value)}
}

// with adds a header to the response.
func (r *Response) with(name, value string) {
	if r.Header == nil {
		r.Header = make(http.Header)
	}
	r.Header.Set(name, value)
}
