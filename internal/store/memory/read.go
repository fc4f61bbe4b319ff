package memory

import (
	"context"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Get returns the document at key; see resource.Store.
func (s *Store) Get(ctx context.Context, key string) (resource.Document, error) {
	if err := ctx.Err(); err != nil {
		return resource.Document{}, err
	}
	s.state.RLock()
	defer s.state.RUnlock()
	if s.closed {
		return resource.Document{}, errClosed
	}
	d, ok := s.documents[key]
	if !ok {
		return resource.Document{}, resource.ErrNotFound
	}
	return own(d), nil
}

// List returns the documents that q selects; see resource.Store.
func (s *Store) List(ctx context.Context, q resource.Query) (documents []resource.Document, more bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	s.state.RLock()
	defer s.state.RUnlock()
	if s.closed {
		return nil, false, errClosed
	}
	keys := &s.keys
	if q.Kind != "" {
		keys = s.kinds[q.Kind]
	}
	if keys == nil {
		return nil, false, nil
	}
	low, high := "", everything
	if q.Under != "" && q.Under != "/" {
		low, high = beneath(q.Under)
	}
	for key := range keys.between(max(low, q.After), high) {
		if q.Limit > 0 && len(documents) == q.Limit {
			return documents, true, nil
		}
		documents = append(documents, own(s.documents[key]))
	}
	return documents, false, nil
}

// Find returns the documents that hold the index value; see resource.Store.
func (s *Store) Find(ctx context.Context, index, value string) ([]resource.Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.state.RLock()
	defer s.state.RUnlock()
	if s.closed {
		return nil, errClosed
	}
	holders := s.indexes[entry{index, value}]
	if holders == nil {
		return nil, nil
	}
	documents := make([]resource.Document, 0, holders.length)
	for key := range holders.between("", everything) {
		documents = append(documents, own(s.documents[key]))
	}
	return documents, nil
}

// everything is above every key: keys begin with '/', and '0' follows it.
const everything = "0"

// beneath returns the keys between which all keys beneath this one lie.
func beneath(key string) (low, high string) {
	if key == "/" {
		return "/", everything
	}
	return key + "/", key + "0"
}
