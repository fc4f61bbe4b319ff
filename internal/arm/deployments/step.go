package deployments

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/resource"
)

// errHalted ends a step whose deployment is not under way any more.
var errHalted = errors.New("deployments: the deployment was cancelled or is gone")

// try does a step. Afterwards it is done, or begun where its operation takes
// time, or delayed where it met another operation, or idle where the deployment
// has been stopped.
func (r *run) try(ctx context.Context, s *step) {
	s.op.Began, s.op.Tracking = r.now(), r.service.Engine.Sources.Next("step", r.status+s.id.Key()).NewGUID()
	switch err := r.do(ctx, s); {
	case err == nil && s.phase != idle: // a nested deployment, which has a way of its own
	case err == nil && r.service.underway(s.op):
		s.phase = begun
	case err == nil:
		s.phase = done
	case errors.Is(err, errHalted):
		r.stopped.Store(true)
	case r.busy(s, err):
		s.phase, s.retry = delayed, r.now().Add(retryAfter)
	case s.resource != nil && lacking(err):
		s.phase, s.err = held, err
	case s.resource == nil:
		s.err = err // perhaps it can go once others have gone
	default:
		r.fail(ctx, s, err)
	}
}

// do carries a step out. A fault of ours in it ends the step, and not the server,
// as it would in a request.
func (r *run) do(ctx context.Context, s *step) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("deployments: %v\n%s", fault, debug.Stack())
		}
	}()
	switch {
	case s.resource == nil:
		return r.send(ctx, s, http.MethodDelete, nil)
	case s.resource.Existing:
		return r.read(ctx, s)
	case s.resource.IsDeployment:
		return r.nest(ctx, s)
	}
	body, err := s.resource.Body(r.runtime(ctx))
	if err != nil {
		return violation(err)
	}
	return r.send(ctx, s, http.MethodPut, document.Write(body))
}

// Steps that meet another operation on their resource, which Azure's runner
// tries again too, are tried so often, and after so long.
const (
	maxTries   = 100
	retryAfter = 5 * time.Second
)

// lacking reports whether a step failed for something that may come.
func lacking(err error) bool {
	e, ok := errors.AsType[*resource.Error](err)
	return ok && (e.Kind == resource.KindNotFound || e.Code == "InvalidResourceReference" || e.Code == "AnotherOperationInProgress")
}

// busy reports whether a step failed because another operation was under way.
func (r *run) busy(s *step, err error) bool {
	refused, ok := errors.AsType[*resource.Error](err)
	if !ok || refused.Code != "AnotherOperationInProgress" || !r.paced {
		return false
	}
	s.tries++
	return s.tries < maxTries
}

// send carries a step out as a request of the deployment's caller.
func (r *run) send(ctx context.Context, s *step, method string, body []byte) error {
	request := r.request(method, s.id, s.version, body)
	request.Beside = func(u *arm.Unit, status int, begun arm.Underway) error {
		return r.note(ctx, u, s, status, begun)
	}
	response, err := r.service.Engine.As(ctx, r.caller, request)
	if err != nil {
		return err
	}
	if s.op.State == "" { // the type writes in a way of its own
		return r.record(ctx, s, response.Status)
	}
	return nil
}

// request is one that the deployment makes for its caller.
func (r *run) request(method string, id resource.ID, version string, body []byte) *arm.Request {
	return &arm.Request{
		Method: method, Path: escaped(id), Query: versionQuery(version),
		Header: http.Header{"X-Ms-Correlation-Request-Id": {r.correlation}}, Body: body, Origin: r.origin, ID: r.service.Engine.Sources.Next("request", r.status+" "+method+" "+id.Key()).NewGUID(),
	}
}

// escaped is an id as the path of an address.
func escaped(id resource.ID) string { return (&url.URL{Path: id.String()}).EscapedPath() }

func versionQuery(version string) url.Values { return url.Values{"api-version": {version}} }

// note puts the row of a step that is being done into the unit that does it. It
// stops both where the deployment is not under way any more.
func (r *run) note(ctx context.Context, u *arm.Unit, s *step, status int, begun arm.Underway) error {
	_, st, ok, err := load(ctx, u, r.id)
	if err != nil {
		return err
	}
	if !ok || st.Status != r.status || terminal(st.State) {
		return errHalted
	}
	s.op.State, s.op.Code = succeeded, httpstatus.Name(status)
	s.op.Held = begun.Held
	if s.op.Ends = r.now(); !begun.Ends.IsZero() {
		s.op.Ends = begun.Ends
	}
	u.Put(s.op.document(canonical(r.id)))
	return nil
}

// record writes the row of a step that is done.
func (r *run) record(ctx context.Context, s *step, status int) error {
	return r.service.Engine.Work(ctx, r.id.Key()+"/operations/"+s.op.ID, func(u *arm.Unit) error {
		return r.note(ctx, u, s, status, arm.Underway{})
	})
}

// released notes when a step ended whose operation a fault kept in progress.
func (r *run) released(ctx context.Context, s *step) {
	if s.op.Held == "" {
		return
	}
	s.op.Held, s.op.Ends = "", r.now()
	err := r.service.Engine.Work(ctx, r.id.Key()+"/operations/"+s.op.ID, func(u *arm.Unit) error {
		_, st, ok, err := load(ctx, u, r.id)
		if err == nil && ok && st.Status == r.status {
			u.Put(s.op.document(canonical(r.id)))
		}
		return err
	})
	if err != nil {
		r.fail(ctx, s, err)
	}
}

// fail ends a step with an error, and writes its row.
func (r *run) fail(ctx context.Context, s *step, err error) {
	refused := resource.AsError(err)
	if refused.Kind == resource.KindInternal {
		r.service.Log.Error("a step of a deployment failed", "deployment", r.id.String(), "resource", s.id.String(), "error", err)
	}
	s.phase, s.failure = done, refused
	s.op.State, s.op.Code, s.op.Ends = failed, httpstatus.Name(httpstatus.Of(refused.Kind)), r.now()
	s.op.Failure = document.Write(arm.ErrorBody(refused))
	err = r.service.Engine.Work(ctx, r.id.Key()+"/operations/"+s.op.ID, func(u *arm.Unit) error {
		_, st, ok, err := load(ctx, u, r.id)
		if err != nil || !ok || st.Status != r.status || terminal(st.State) {
			return err
		}
		u.Put(s.op.document(canonical(r.id)))
		return nil
	})
	if err != nil {
		r.service.Log.Error("a step of a deployment could not be noted", "deployment", r.id.String(), "resource", s.id.String(), "error", err)
	}
}

// read looks whether an existing resource that the template names is there.
func (r *run) read(ctx context.Context, s *step) error {
	response, err := r.service.Engine.As(ctx, r.caller, r.request(http.MethodGet, s.id, s.version, nil))
	if err != nil {
		return err
	}
	return r.record(ctx, s, response.Status)
}

// nameOf is how a deployment calls a resource: its names, with those of what
// contains it before.
func nameOf(id resource.ID) string {
	names := id.Name()
	for parent, deep := id.Parent(), strings.Count(id.Type(), "/"); deep > 1; deep-- {
		names = parent.Name() + "/" + names
		parent = parent.Parent()
	}
	return names
}
