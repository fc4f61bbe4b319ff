package deployments

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// acceptedFor is how long a deployment waits before it begins, where operations
// take time.
const acceptedFor = 2 * time.Second

// advanceDue takes the deployments further where time has brought something to do.
// Those that are done at once run in their request, but for what a fault held back.
func (s *Service) advanceDue(ctx context.Context) error {
	var all error
	for _, r := range s.topmost() {
		for range maxRounds {
			if r.paced && r.now().Before(r.started.Add(acceptedFor)) || !r.ripe() {
				break
			}
			if err := s.started(ctx, r); err != nil {
				all = errors.Join(all, err)
				break
			}
			r.advance(context.WithoutCancel(ctx))
		}
	}
	return all
}

// maxRounds bounds how often one request looks after one deployment.
const maxRounds = 100

// topmost are the runs that stand in no other.
func (s *Service) topmost() []*run {
	s.mu.Lock()
	defer s.mu.Unlock()
	var top []*run
	for _, r := range s.runs {
		if r.parent == nil {
			top = append(top, r)
		}
	}
	slices.SortFunc(top, func(a, b *run) int { return strings.Compare(a.id.Key(), b.id.Key()) })
	return top
}

// started notes that a deployment has begun.
func (s *Service) started(ctx context.Context, r *run) error {
	return s.Engine.Work(ctx, r.id.Key(), func(u *arm.Unit) error {
		record, st, ok, err := load(ctx, u, r.id)
		if err != nil {
			return err
		}
		if !ok || st.Status != r.status {
			r.stopped.Store(true)
			return nil
		}
		if st.State == accepted {
			st.State = running
			u.Put(st.document(record))
		}
		return nil
	})
}

// Resume takes up the deployments that were under way when the server stopped.
// Call it before the first request. Those that are done at once are over when it
// returns.
func (s *Service) Resume(ctx context.Context) error {
	documents, err := s.Engine.Store.Find(ctx, activeIndex.Name, activeIndex.Value)
	if err != nil {
		return err
	}
	for _, d := range documents {
		record, err := resource.ParseRecord(d)
		if err == nil {
			err = s.resume(ctx, record)
		}
		if err != nil {
			s.Log.Error("a deployment could not be resumed", "deployment", d.Key, "error", err)
		}
	}
	return nil
}

func (s *Service) resume(ctx context.Context, record resource.Record) error {
	st, err := stateOf(record)
	if err != nil {
		return err
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return err
	}
	r, err := s.rebuild(ctx, id, st)
	if err != nil {
		return s.abandon(ctx, id, st, err)
	}
	if err := r.takeUp(ctx, st); err != nil {
		return err
	}
	if !r.paced {
		r.advance(ctx)
	}
	return nil
}
