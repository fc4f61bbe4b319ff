package deployments

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// rebuild works a deployment out again from what it was given.
func (s *Service) rebuild(ctx context.Context, id resource.ID, st state) (*run, error) {
	in, ok, err := s.openInput(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("deployments: what %s was given is not there", id)
	}
	caller, ok := s.Engine.Caller(st.Caller, st.CallerName)
	if !ok {
		return nil, resource.Errorf(resource.KindUnauthenticated, "InvalidAuthenticationToken", "The principal '%s', for which the deployment ran, does not exist any more.", st.Caller)
	}
	b, err := readBody(in.Body, s.Links)
	if err != nil {
		return nil, err
	}
	request := &arm.Request{
		Method: http.MethodPut, Path: id.String(), Query: url.Values{}, Origin: st.Origin, ID: s.Engine.Sources.Next("resume", id.Key()).NewGUID(),
		Header: http.Header{"X-Ms-Correlation-Request-Id": {st.Correlation}},
	}
	r, err := s.plan(&arm.Call{Request: request, Caller: caller, ID: id}, s.deployment(id, b, in))
	if err != nil {
		return nil, err
	}
	r.input, r.tags = &in, b.Tags
	return r, nil
}

// takeUp goes on with a deployment that was begun before: what its rows say was
// done is done.
func (r *run) takeUp(ctx context.Context, st state) error {
	r.status, r.started, r.correlation, r.origin = st.Status, st.Started, st.Correlation, st.Origin
	if terminal(st.State) {
		return r.takeOutcome(ctx, st)
	}
	rows, err := r.service.operationsOf(ctx, r.id)
	if err != nil {
		return err
	}
	done := make(map[string]operation, len(rows))
	for _, row := range rows {
		done[row.ID] = row.operation
	}
	for _, s := range r.steps {
		s.op.ID = operationID(r.status, s.verb, s.id)
		if o, ok := done[s.op.ID]; ok {
			if err := r.takeStep(s, o); err != nil {
				return err
			}
		}
	}
	r.gather()
	r.service.enter(r)
	return nil
}

// takeStep puts a step where its row says that it is.
func (r *run) takeStep(s *step, o operation) error {
	switch {
	case o.State == failed:
		var err error
		if s.failure, err = readFailure(o.Failure); err != nil {
			return err
		}
		s.op, s.phase = o, done
	case o.State != succeeded:
		return nil // it is done again, from where the nested deployment is
	case r.service.underway(o):
		s.op, s.phase = o, begun
	default:
		s.op, s.phase = o, done
		for _, next := range s.then {
			next.waits--
		}
	}
	return nil
}

// takeOutcome is how a nested deployment ended before the one around it could
// take note of it.
func (r *run) takeOutcome(ctx context.Context, st state) error {
	record, _, _, err := load(ctx, r.service.Engine.Store, r.id)
	if err != nil {
		return err
	}
	r.over, r.outcome, r.ended = true, st.State, st.Ended
	properties, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	if failure := document.At(properties, "error"); failure != nil {
		r.failure, err = readFailure(document.Write(failure))
	}
	return err
}

// abandon ends a deployment that cannot go on.
func (s *Service) abandon(ctx context.Context, id resource.ID, st state, why error) error {
	s.Log.Error("a deployment is given up", "deployment", id.String(), "error", why)
	e := resource.AsError(why)
	return s.Engine.Work(ctx, id.Key(), func(u *arm.Unit) error {
		record, now, ok, err := load(ctx, u, id)
		if err != nil || !ok || now.Status != st.Status || terminal(now.State) {
			return err
		}
		value, err := document.Read(record.Properties)
		if err != nil {
			return err
		}
		document.Set(value.(map[string]any), "error", arm.ErrorBody(e))
		record.Properties = document.Write(value)
		now.State, now.Ended = failed, s.Engine.Sources.Now().UTC()
		u.Put(now.document(record))
		return nil
	})
}
