package fault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Set is the rules in force. It may be used from many goroutines. A nil Set has
// none. Rules are looked at in the order in which they were added.
type Set struct {
	now func() time.Time
	// armed counts the rules of each point, so that a day without faults costs a look.
	armed [points]atomic.Int32

	epoch string // tells the set from others before and after it
	mu    sync.Mutex
	last  int // the highest id until now
	rules []*active
	young map[Subject]time.Time
	all   context.Context // ends when the set is released
	end   context.CancelFunc
}

// active is a rule in force.
type active struct {
	State
	random *rand.Rand
	gone   context.Context // ends with the rule
	remove context.CancelFunc
}

// NewSet makes a set without rules. now is the server's clock; epoch tells the set
// from those of the server's earlier runs.
func NewSet(now func() time.Time, epoch string) *Set {
	all, end := context.WithCancel(context.Background())
	return &Set{now: now, epoch: epoch, young: make(map[Subject]time.Time), all: all, end: end}
}

// ErrTooMany is Add's answer where there are MaxRules already.
var ErrTooMany = fmt.Errorf("there are %d faults already, which is as many as there can be", MaxRules)

// Add puts rules in force, all or none, and gives them ids.
func (s *Set) Add(rules ...Rule) ([]State, error) {
	complete := make([]Rule, len(rules))
	for i, r := range rules {
		var err error
		if complete[i], err = r.complete(); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rules)+len(rules) > MaxRules {
		return nil, ErrTooMany
	}
	added := make([]State, len(rules))
	for i, r := range complete {
		added[i] = s.arm(r)
	}
	return added, nil
}

// arm puts a rule in force.
func (s *Set) arm(r Rule) State {
	s.last++
	r.ID = strconv.Itoa(s.last)
	a := &active{State: State{Rule: r, Added: s.now().UTC()}, random: rand.New(rand.NewPCG(r.When.Seed, 0))}
	a.gone, a.remove = context.WithCancel(s.all)
	s.rules = append(s.rules, a)
	s.armed[a.point()].Add(1)
	return a.State
}

// point is where the rule has its place. What an identity is not known for no
// matter how old it is, is decided at the edge.
func (a *active) point() Point {
	if a.Effect.Kind == IdentityNotFound && a.Effect.Lag == 0 {
		return AtEdge
	}
	return kinds[a.Effect.Kind].point
}

// Remove takes a rule away, and lets go who waits by it; false where it is not there.
func (s *Set) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.rules, func(a *active) bool { return a.ID == id })
	if i < 0 {
		return false
	}
	s.drop(s.rules[i])
	s.rules = slices.Delete(s.rules, i, i+1)
	return true
}

// Clear takes all rules away.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.rules {
		s.drop(a)
	}
	s.rules = nil
	clear(s.young)
}

func (s *Set) drop(a *active) {
	a.remove()
	s.armed[a.point()].Add(-1)
}

// Release lets go everybody who waits, for good: the server stops.
func (s *Set) Release() { s.end() }

// List are the rules in the order in which they were added.
func (s *Set) List() []State {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	states := make([]State, len(s.rules))
	for i, a := range s.rules {
		states[i] = a.State
		states[i].Over = a.over(now)
	}
	return states
}

// Get is one rule; false where it is not there.
func (s *Set) Get(id string) (State, bool) {
	for _, state := range s.List() {
		if state.ID == id {
			return state, true
		}
	}
	return State{}, false
}

// Mark is a rule's name for what is kept beyond the set's life.
func (s *Set) Mark(r Rule) string { return s.epoch + "/" + r.ID }

// Holds reports whether the rule with a mark is there and its time is not over:
// what it holds back is held for as long.
func (s *Set) Holds(mark string) bool {
	if s == nil || mark == "" {
		return false
	}
	id, ours := strings.CutPrefix(mark, s.epoch+"/")
	state, ok := s.Get(id)
	return ours && ok && !state.ended(s.now())
}

// Armed reports whether any rule has its place at the points.
func (s *Set) Armed(at ...Point) bool {
	return s != nil && slices.ContainsFunc(at, func(p Point) bool { return s.armed[p].Load() > 0 })
}

// Hit is what a rule does to a request.
type Hit struct {
	Rule Rule
	// began is when the request was met, and waits are the rules by which it waits
	// from then on, and for how long.
	began time.Time
	waits []wait
}

type wait struct {
	gone  context.Context
	lasts time.Duration
}

// Hit counts a request at a point of its way, and returns what is to happen to
// it there; false for nothing. Delays add up; of the other rules that are due,
// the first one acts, and those after it do not see the request.
func (s *Set) Hit(at Point, q Request) (Hit, bool) {
	if !s.Armed(at) {
		return Hit{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	h := Hit{began: now}
	for _, a := range s.rules {
		if a.point() != at || a.Effect.Lag > 0 || !a.about(q) || !a.due(now) {
			continue
		}
		h.Rule = a.Rule
		if a.Effect.Delay > 0 {
			h.waits = append(h.waits, wait{a.gone, time.Duration(a.Effect.Delay)})
		}
		if a.Effect.Kind != Delay {
			return h, true
		}
	}
	return h, len(h.waits) > 0
}

// due counts a request that the rule is about, and reports whether it acts on it.
func (a *active) due(now time.Time) bool {
	if now.Before(a.begins()) || a.over(now) {
		return false
	}
	a.Seen++
	w := a.When
	n := a.Seen - w.Skip
	switch {
	case n <= 0:
		return false
	case w.Every > 1 && n%w.Every != 0:
		return false
	case w.Probability > 0 && a.random.Float64() >= w.Probability:
		return false
	}
	a.Hits++
	return true
}

func (r State) begins() time.Time { return r.Added.Add(time.Duration(r.When.After)) }

// over reports whether the rule acts on nothing more.
func (r State) over(now time.Time) bool {
	return r.When.Times > 0 && r.Hits >= r.When.Times || r.ended(now)
}

// ended reports whether the rule's time is over.
func (r State) ended(now time.Time) bool {
	return r.When.For > 0 && !now.Before(r.begins().Add(time.Duration(r.When.For)))
}

// Waiter waits until the server's clock shows a time, or the context ends.
type Waiter func(ctx context.Context, until time.Time) error

// Wait lets a request wait for the delays that met it, one after the other. A
// rule that is taken away meanwhile holds it no longer. Its error is the
// request's own end.
func (s *Set) Wait(ctx context.Context, h Hit, waiter Waiter) error {
	until := h.began // a clock that has moved since then has moved for the request too
	for _, w := range h.waits {
		until = until.Add(w.lasts)
		waiting, cancel := context.WithCancel(ctx)
		stop := context.AfterFunc(w.gone, cancel)
		err := waiter(waiting, until)
		stop()
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		if w.gone.Err() != nil {
			until = s.now()
		}
	}
	return nil
}
