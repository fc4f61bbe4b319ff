package policy

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Service serves policies over an engine.
type Service struct {
	engine *arm.Engine
	log    *slog.Logger
	book   *book
	agenda agenda
	// settling is held by who does what is due; whoever comes meanwhile waits until
	// it is done.
	settling sync.Mutex
}

// New makes a Service and registers it with the engine. staged services leave what
// is due to the server that they stand beside.
func New(ctx context.Context, engine *arm.Engine, log *slog.Logger, staged bool) (*Service, error) {
	s := &Service{engine: engine, log: log}
	var err error
	if s.book, err = openBook(ctx, engine.Store); err != nil {
		return nil, err
	}
	if err := s.agenda.open(ctx, engine.Store); err != nil {
		return nil, err
	}
	engine.Register(s.providers()...)
	engine.Routes(s.routes()...)
	engine.Policies = s
	if !staged {
		engine.OnSettle(s.settle)
	}
	return s, nil
}

// agenda knows what is to be done, and when: evaluations and remediations.
type agenda struct {
	mu sync.Mutex
	at map[string]appointment // by key
}

type appointment struct {
	kind string
	at   time.Time
}

func (a *agenda) open(ctx context.Context, store resource.Store) error {
	a.at = make(map[string]appointment)
	for _, kind := range []string{evaluationKind, remediationKind} {
		documents, _, err := store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return err
		}
		a.follow(documents, nil)
	}
	store.Watch(func(c resource.Commit) { a.follow(c.Puts, c.Deletes) })
	return nil
}

func (a *agenda) follow(puts, deletes []resource.Document) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range deletes {
		delete(a.at, d.Key)
	}
	for _, d := range puts {
		if d.Kind != evaluationKind && d.Kind != remediationKind {
			continue
		}
		delete(a.at, d.Key)
		if at, open := dueOf(d); open {
			a.at[d.Key] = appointment{d.Kind, at}
		}
	}
}

// postpone has something looked at again later, without a write: the store still
// has it as due.
func (a *agenda) postpone(key string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if one, ok := a.at[key]; ok {
		one.at = at
		a.at[key] = one
	}
}

// due are the keys of what is to be done now.
func (a *agenda) due(now time.Time) map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var due map[string]string
	for key, one := range a.at {
		if now.Before(one.at) {
			continue
		}
		if due == nil {
			due = make(map[string]string)
		}
		due[key] = one.kind
	}
	return due
}
