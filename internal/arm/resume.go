package arm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// errEarly says that the events of an operation may not start yet.
var errEarly = errors.New("arm: the operation waits for its events")

// boards are those on which the operation's events stand, and when these start:
// at their time, or now where all were approved before. errEarly for not yet.
func (e *Engine) boards(ctx context.Context, u *Unit, o operation) (boards []scheduledevents.Board, starts time.Time, err error) {
	now := e.Sources.Now().UTC()
	for _, group := range o.Boards {
		board, _, err := scheduledevents.Read(ctx, u, group)
		if err != nil {
			return nil, now, err
		}
		if !board.Ready(now, operationKey(o.Subscription, o.ID)) {
			return nil, now, errEarly
		}
		boards = append(boards, board)
	}
	if o.NotBefore.Before(now) {
		return boards, o.NotBefore, nil
	}
	return boards, now, nil
}

// begin starts an operation that waited for events, and the events with it.
func (e *Engine) begin(ctx context.Context, u *Unit, o *operation) error {
	boards, starts, err := e.boards(ctx, u, *o)
	if err != nil {
		return err
	}
	o.Ends = starts.Add(o.Takes)
	for _, board := range boards {
		board.Start(e.Sources.Now().UTC(), operationKey(o.Subscription, o.ID), o.Ends)
		u.Put(board.Document())
	}
	o.Boards = nil
	return nil
}

// resume carries out the action for which an operation stands once its events may
// start. What the action cannot do any more fails the operation.
func (e *Engine) resume(ctx context.Context, key string, o operation) error {
	err := e.act(ctx, key, o)
	refused, isRefusal := errors.AsType[*resource.Error](err)
	switch {
	case errors.Is(err, errEarly):
		return nil
	case !isRefusal:
		return err
	}
	return e.Work(ctx, key, func(u *Unit) error {
		o, err := u.operation(ctx, key)
		if err != nil || o.Done {
			return err
		}
		for _, group := range o.Boards {
			board, _, err := scheduledevents.Read(ctx, u, group)
			if err != nil {
				return err
			}
			board.Cancel(key)
			u.Put(board.Document())
		}
		o.Boards, o.Done, o.Ends = nil, true, e.Sources.Now().UTC()
		o.Error = &shownFault{Code: refused.Code, Message: refused.Message}
		u.Put(o.document())
		return nil
	})
}

func (e *Engine) act(ctx context.Context, key string, o operation) error {
	id, err := resource.ParseID(o.Resource)
	if err != nil {
		return err
	}
	t := e.typeOf(lower(id.Type()))
	if t == nil {
		return resource.NotFound("InvalidResourceType", "The resource type '%s' is not served.", id.Type())
	}
	request := &Request{Method: http.MethodPost, Path: o.Resource + "/" + o.Verb, Query: url.Values{"api-version": {string(o.Version)}}, Header: make(http.Header), Body: o.Body, ID: o.ID}
	c := &Call{Request: request, Type: t, ID: id, Version: o.Version, engine: e, trial: true, resumes: func(ctx context.Context, u *Unit) error {
		o, err := u.operation(ctx, key)
		if err != nil || o.Done {
			return errors.Join(err, errEarly)
		}
		if err := e.begin(ctx, u, &o); err != nil {
			return err
		}
		o.Done = true
		u.Put(o.document())
		return nil
	}}
	for _, action := range e.actionsOf(t) {
		if equalFold(action.Name, o.Verb) {
			_, err := action.Do(ctx, c)
			return err
		}
	}
	return resource.NotFound("InvalidResourceType", "The action '%s' is not served.", o.Verb)
}

// operation is the operation's row at key.
func (u *Unit) operation(ctx context.Context, key string) (operation, error) {
	d, err := u.Get(ctx, key)
	if err != nil {
		return operation{}, err
	}
	return parseOperation(d)
}
