package memory

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Store is a resource.Store in memory. Make one with Open.
type Store struct {
	// updates is held for the whole of an Update, so that commits and what
	// Watch functions see have one order. Whoever holds it may read what follows
	// without holding state; whoever changes it holds both.
	updates sync.Mutex
	state   sync.RWMutex

	documents map[string]resource.Document
	keys      ordered             // of all documents
	kinds     map[string]*ordered // of the documents of each kind
	indexes   map[entry]*ordered  // of the documents that hold each index value
	revision  int64
	watchers  []func(resource.Commit)
	closed    bool
}

// entry is one value of one index.
type entry struct{ name, value string }

var _ resource.Store = (*Store)(nil)

var errClosed = errors.New("memory: the store is closed")

// Open makes an empty store.
func Open() *Store {
	return &Store{
		documents: make(map[string]resource.Document),
		kinds:     make(map[string]*ordered),
		indexes:   make(map[entry]*ordered),
	}
}

// Watch registers fn; see resource.Store.
func (s *Store) Watch(fn func(resource.Commit)) {
	s.updates.Lock()
	defer s.updates.Unlock()
	s.watchers = append(s.watchers, fn)
}

// Close ends the store and forgets its documents.
func (s *Store) Close() error {
	s.updates.Lock()
	defer s.updates.Unlock()
	s.state.Lock()
	defer s.state.Unlock()
	if s.closed {
		return errClosed
	}
	s.closed = true
	s.documents, s.keys, s.kinds, s.indexes = nil, ordered{}, nil, nil
	return nil
}

// Update applies the batch; see resource.Store.
func (s *Store) Update(ctx context.Context, b resource.Batch) (int64, error) {
	s.updates.Lock()
	defer s.updates.Unlock()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if s.closed {
		return 0, errClosed
	}
	if err := s.judge(b); err != nil {
		return 0, err
	}
	commit := s.apply(b)
	for _, fn := range s.watchers {
		fn(commit)
	}
	return commit.Revision, nil
}

// own returns the document with a slice of indexes that nobody else holds, so
// that a caller who changes his own leaves the store's in step.
func own(d resource.Document) resource.Document {
	d.Indexes = slices.Clone(d.Indexes)
	return d
}
