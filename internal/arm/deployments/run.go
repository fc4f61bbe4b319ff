package deployments

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// run is a deployment that is under way. What it has done stands in rows; this is
// what it needs beside them to go on, and is made anew from the input after a crash.
type run struct {
	service     *Service
	id          resource.ID
	caller      arm.Caller
	input       *input // nil where the deployment around it has it
	deployment  template.Deployment
	plan        *template.Plan
	parent      *run
	status      string
	correlation string
	mode        string
	location    string
	tags        map[string]string
	started     time.Time
	origin      string
	paced       bool

	// stopped is set once the deployment was cancelled or is gone.
	stopped atomic.Bool

	mu    sync.Mutex // held by who advances the run
	steps []*step
	ready []*step
	// pruning tells that the deletions of complete mode are among the steps, and
	// left how many of them were left last.
	pruning bool
	left    int
	ending  bool // its last commit is being made
	over    bool
	good    int // how many steps were done well
	// outcome is the state in which it ended, and failure why it failed.
	outcome string
	failure *resource.Error
	ended   time.Time
}

// width is how many steps of one deployment are done side by side.
const width = 32

// step is a resource of the plan, or a resource that complete mode deletes.
type step struct {
	resource *template.Resource // nil for a deletion
	id       resource.ID
	version  string
	verb     string
	waits    int     // how many steps are to be done before
	then     []*step // those that wait for this one
	phase    phase
	op       operation
	failure  *resource.Error
	nested   *run
	// retry is when a step that met another operation is tried again.
	retry time.Time
	tries int
	// seen is how many steps were done when the step was tried, and err what it
	// met then.
	seen int
	err  error
}

type phase int

const (
	idle    phase = iota
	begun         // its resource's operation runs, or its nested deployment
	delayed       // it met another operation
	held          // something that it needs was not there
	done
)

// arrange makes the steps of the plan and finds those that wait for none.
func (r *run) arrange() {
	steps := make(map[*template.Resource]*step, len(r.plan.Resources))
	for _, planned := range r.plan.Resources {
		s := &step{resource: planned, id: planned.ID, version: planned.APIVersion, verb: "Create"}
		if planned.Existing {
			s.verb = "Read"
		}
		steps[planned] = s
		r.add(s)
	}
	for _, planned := range r.plan.Resources {
		seen := make(map[*step]bool, len(planned.DependsOn))
		for _, first := range planned.DependsOn {
			if before := steps[first]; before != nil && !seen[before] {
				seen[before] = true
				before.then = append(before.then, steps[planned])
				steps[planned].waits++
			}
		}
	}
	r.gather()
}

func (r *run) add(s *step) {
	s.op = operation{ID: operationID(r.status, s.verb, s.id), Order: len(r.steps), Verb: s.verb, Target: s.id.String(), Type: s.id.Type(), Name: nameOf(s.id)}
	r.steps = append(r.steps, s)
}

// gather finds the steps that can be begun.
func (r *run) gather() {
	r.ready = r.ready[:0]
	for _, s := range r.steps {
		if s.phase == idle && s.waits == 0 {
			r.ready = append(r.ready, s)
		}
	}
}

// advance does what can be done now. One at a time does so; whoever comes
// meanwhile waits until it is done.
func (r *run) advance(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return
	}
	r.collect(ctx)
	for r.drain(ctx); r.release(ctx) || !r.waiting() && r.prune(ctx); {
		r.drain(ctx)
	}
	if !r.waiting() {
		r.finish(ctx)
	}
}

// drain begins all steps that are ready, side by side, and those that become so.
func (r *run) drain(ctx context.Context) {
	results := make(chan *step)
	busy := 0
	for {
		for busy < width && len(r.ready) > 0 && !r.halted() {
			next := r.ready[0]
			r.ready = r.ready[1:]
			next.seen = r.good
			busy++
			go func() {
				r.try(ctx, next)
				results <- next
			}()
		}
		if busy == 0 {
			return
		}
		r.tried(<-results)
		busy--
	}
}

// halted reports whether nothing more is to be begun: the deployment, or one
// around it, was cancelled.
func (r *run) halted() bool {
	for ; r != nil; r = r.parent {
		if r.stopped.Load() {
			return true
		}
	}
	return false
}

// tried takes a step that was begun further.
func (r *run) tried(s *step) {
	if s.phase != done {
		return
	}
	if s.failure == nil {
		r.good++
		for _, next := range s.then {
			if next.waits--; next.waits == 0 && next.phase == idle {
				r.ready = append(r.ready, next)
			}
		}
	}
}

// release tries the steps again that missed something, once others have been
// done since: templates that forget a dependency deploy in Azure too, where what
// is missing is mostly there in time, and here not by chance. Where nothing
// more can come they fail. It reports whether there is something to do.
func (r *run) release(ctx context.Context) bool {
	var last []*step
	for _, s := range r.steps {
		switch {
		case s.phase != held:
		case s.seen < r.good && !r.halted():
			s.phase = idle
			r.ready = append(r.ready, s)
		default:
			last = append(last, s)
		}
	}
	if len(r.ready) > 0 && !r.halted() {
		return true
	}
	if !r.waiting() {
		for _, s := range last {
			r.fail(ctx, s, s.err)
		}
	}
	return false
}

// collect looks which of the steps that were begun are over by now.
func (r *run) collect(ctx context.Context) {
	now := r.now()
	for _, s := range r.steps {
		switch {
		case s.phase == delayed && (!now.Before(s.retry) || r.halted()):
			s.phase = idle
			r.ready = append(r.ready, s)
		case s.phase == begun && s.nested != nil:
			s.nested.advance(ctx)
			if s.nested.isOver() {
				r.nestedOver(ctx, s)
				r.tried(s)
			}
		case s.phase == begun && !r.service.underway(s.op):
			s.phase = done
			r.released(ctx, s)
			r.tried(s)
		}
	}
}

// waiting reports whether something that was begun is not over.
func (r *run) waiting() bool {
	for _, s := range r.steps {
		if s.phase == begun || s.phase == delayed && !r.halted() {
			return true
		}
	}
	return false
}

// isOver reports whether the deployment has ended.
func (r *run) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

// ripe reports whether there is something to do. A run that is done at once belongs
// to its request until a fault holds something in it back, and is not waited for.
func (r *run) ripe() bool {
	if r.paced {
		r.mu.Lock()
	} else if !r.mu.TryLock() {
		return false
	}
	defer r.mu.Unlock()
	waits := false
	for _, s := range r.steps {
		var ripe bool
		switch {
		case s.phase == begun && s.nested != nil:
			ripe = s.nested.isOver() || s.nested.ripe()
		case s.phase == begun:
			ripe = !r.service.underway(s.op)
		case s.phase == delayed:
			ripe = !r.now().Before(s.retry) || r.halted()
		default:
			continue
		}
		if ripe {
			return true
		}
		waits = true
	}
	return r.paced && !waits && !r.over
}

func (r *run) now() time.Time { return r.service.Engine.Sources.Now().UTC() }
