package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Get returns the document at key; see resource.Store.
func (s *Store) Get(ctx context.Context, key string) (resource.Document, error) {
	if err := s.enter(ctx); err != nil {
		return resource.Document{}, err
	}
	defer s.calls.Done()
	kept, ok, moment := s.recent.get(key)
	if ok {
		return kept, nil
	}
	d, err := scan(s.get.QueryRowContext(background, key))
	if errors.Is(err, sql.ErrNoRows) {
		return resource.Document{}, resource.ErrNotFound
	}
	if err != nil {
		return resource.Document{}, fmt.Errorf("sqlite: reading %s: %w", key, err)
	}
	s.recent.fill(d, moment)
	return d, nil
}

// List returns the documents that q selects; see resource.Store.
func (s *Store) List(ctx context.Context, q resource.Query) (documents []resource.Document, more bool, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, false, err
	}
	defer s.calls.Done()
	low, high := "", everything
	if q.Under != "" && q.Under != "/" {
		low, high = beneath(q.Under)
	}
	low = max(low, q.After)
	limit := q.Limit
	if limit <= 0 {
		limit = math.MaxInt
	}
	if q.Kind != "" {
		return collect(ctx, limit, s.listKind, q.Kind, low, high)
	}
	return collect(ctx, limit, s.list, low, high)
}

// Find returns the documents that hold the index value; see resource.Store.
func (s *Store) Find(ctx context.Context, index, value string) ([]resource.Document, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.calls.Done()
	documents, _, err := collect(ctx, math.MaxInt, s.find, index, value)
	return documents, err
}

// collect reads at most limit documents, and whether there is another.
func collect(ctx context.Context, limit int, statement *sql.Stmt, args ...any) (documents []resource.Document, more bool, err error) {
	err = each(statement, func(row *sql.Rows) (enough bool, err error) {
		if more = len(documents) == limit; more {
			return true, nil
		}
		if err := ctx.Err(); err != nil {
			return false, err
		}
		d, err := scan(row)
		documents = append(documents, d)
		return false, err
	}, args...)
	if err != nil {
		return nil, false, fmt.Errorf("sqlite: %w", err)
	}
	return documents, more, nil
}

// scan reads one row of key, kind, revision, indexes, body.
func scan(row interface{ Scan(...any) error }) (resource.Document, error) {
	var d resource.Document
	var indexes []byte
	if err := row.Scan(&d.Key, &d.Kind, &d.Revision, &indexes, &d.Body); err != nil {
		return resource.Document{}, err
	}
	var err error
	d.Indexes, err = decodeIndexes(indexes)
	return d, err
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
