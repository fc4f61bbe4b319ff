package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// The most that one transaction takes in: requests, and bytes of documents.
const (
	groupRequests = 256
	groupBytes    = 4 << 20
)

// writer owns the one connection that writes. Everything but queue and
// watchers belongs to the goroutine of run.
type writer struct {
	queue   chan *request
	stopped chan struct{}

	watching sync.Mutex
	watchers []func(resource.Commit)

	conn     *sql.Conn
	revision int64 // the last one given out, committed or not
	recent   *recent
	// written are the keys that the transaction has changed so far, of which
	// recent does not know yet, with their revisions; 0 where nothing is left.
	written map[string]int64

	begin, commit, rollback          *sql.Stmt
	row, document, keys, taken       *sql.Stmt
	insert, body, kind, remove       *sql.Stmt
	insertValue, deleteValue, record *sql.Stmt
	statements                       []*sql.Stmt // all of these
}

func newWriter(ctx context.Context, db *sql.DB, recent *recent) (_ *writer, err error) {
	w := &writer{queue: make(chan *request, groupRequests), stopped: make(chan struct{}), recent: recent, written: make(map[string]int64)}
	if w.conn, err = db.Conn(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if err := w.conn.QueryRowContext(ctx, selectRevision).Scan(&w.revision); err != nil {
		return nil, err
	}
	w.statements, err = prepare(ctx, w.conn, map[string]**sql.Stmt{
		begin: &w.begin, commit: &w.commit, rollback: &w.rollback,
		selectRow: &w.row, selectDocument: &w.document, selectKeys: &w.keys, selectTaken: &w.taken,
		insertDocument: &w.insert, updateBody: &w.body, updateKind: &w.kind, deleteDocument: &w.remove,
		insertValue: &w.insertValue, deleteValue: &w.deleteValue, updateRevision: &w.record,
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// close closes the connection. Its statements would keep the database open, and
// nobody else closes them.
func (w *writer) close() error {
	var errs []error
	for _, statement := range w.statements {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

func (w *writer) watch(fn func(resource.Commit)) {
	w.watching.Lock()
	defer w.watching.Unlock()
	w.watchers = append(w.watchers, fn)
}

// stop ends run. No request may be under way, and none may follow.
func (w *writer) stop() {
	close(w.queue)
	<-w.stopped
}

func (w *writer) run() {
	defer close(w.stopped)
	for first := range w.queue {
		w.serve(w.gather(first))
	}
}

// gather returns the requests for one transaction: the first one, and those
// that wait behind it.
func (w *writer) gather(first *request) []*request {
	group := []*request{first}
	bytes := first.size()
	// Those whom the last transaction has woken are about to ask again; giving
	// way once lets them, and costs nothing where nobody is.
	yielded := false
	for len(group) < groupRequests && bytes < groupBytes {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return group
			}
			group = append(group, r)
			bytes += r.size()
		default:
			if yielded {
				return group
			}
			runtime.Gosched()
			yielded = true
		}
	}
	return group
}

// serve carries the requests out and answers each.
func (w *writer) serve(group []*request) {
	group = slices.DeleteFunc(group, func(r *request) bool {
		err := r.ctx.Err()
		if err != nil {
			r.fail(err)
		}
		return err != nil
	})
	for {
		culprit, err := w.transact(group)
		if err == nil {
			break
		}
		// Nothing was kept. Where one request could not be written, such as a
		// document that is too large, the others go on without it.
		group = slices.DeleteFunc(group, func(r *request) bool {
			fails := culprit == nil || r == culprit
			if fails {
				r.fail(fmt.Errorf("sqlite: %w", err))
			}
			return fails
		})
	}
	w.publish(group)
	for _, r := range group {
		close(r.done)
	}
}

// publish shows the commits to the Watch functions, in order.
func (w *writer) publish(group []*request) {
	w.watching.Lock()
	watchers := w.watchers
	w.watching.Unlock()
	for _, r := range group {
		if r.err != nil {
			continue
		}
		w.recent.follow(r.commit)
		for _, fn := range watchers {
			fn(r.commit)
		}
	}
}
