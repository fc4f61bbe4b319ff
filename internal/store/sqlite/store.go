package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Store is a resource.Store in an SQLite database. Make one with Open.
type Store struct {
	lock    *os.File
	writing *sql.DB
	writer  *writer
	recent  *recent

	reading                   *sql.DB
	get, list, listKind, find *sql.Stmt

	// calls are those under way. closing guards closed and each call's entry.
	closing sync.RWMutex
	closed  bool
	calls   sync.WaitGroup
}

var _ resource.Store = (*Store)(nil)

var errClosed = errors.New("sqlite: the store is closed")

// enter notes that a call begins; the caller calls s.calls.Done when it ends.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.closing.RLock()
	defer s.closing.RUnlock()
	if s.closed {
		return errClosed
	}
	s.calls.Add(1)
	return nil
}

// Update applies the batch; see resource.Store. A call whose context ends while
// it waits for its turn is dropped; from then on it is carried through.
func (s *Store) Update(ctx context.Context, b resource.Batch) (int64, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.calls.Done()
	r, err := newRequest(ctx, b)
	if err != nil {
		return 0, err
	}
	select {
	case s.writer.queue <- r:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	<-r.done
	if r.err != nil {
		return 0, r.err
	}
	return r.commit.Revision, nil
}

// Watch registers fn; see resource.Store. The writer's goroutine calls it, once
// for each commit of the transaction that it has just finished, before any of
// their Updates returns.
func (s *Store) Watch(fn func(resource.Commit)) { s.writer.watch(fn) }

// Close ends the store; calls that are under way end first.
func (s *Store) Close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return errClosed
	}
	s.closed = true
	s.closing.Unlock()

	s.calls.Wait()
	s.writer.stop()
	return s.release()
}

// release closes what is open. The database goes before the lock, so that
// whoever gets the lock next finds it at rest.
func (s *Store) release() error {
	var errs []error
	if s.reading != nil {
		errs = append(errs, s.reading.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.writing != nil {
		errs = append(errs, s.writing.Close())
	}
	if s.lock != nil {
		errs = append(errs, unlock(s.lock))
	}
	return errors.Join(errs...)
}
