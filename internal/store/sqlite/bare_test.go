package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// measureBare makes the calls of measureStore through a loop that only writes.
func measureBare(b *testing.B, value func(n int) string) (perSecond float64) {
	dir := b.TempDir()
	store := openAt(b, dir)
	for g := range callers {
		if _, err := store.Update(b.Context(), resource.Batch{Puts: []resource.Document{sample(g, 0, value(0))}}); err != nil {
			b.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	loop := openBare(b, filepath.Join(dir, "azimuth.db"))
	var running sync.WaitGroup
	running.Go(func() { loop.run(b) })
	defer running.Wait()
	defer close(loop.queue)

	held := make([][]resource.Index, callers)
	for g := range held {
		held[g] = sample(g, 0, value(0)).Indexes
	}
	return rate(b, func(g, n int) error {
		d := sample(g, n, value(n))
		w := &bareWrite{document: d, indexes: sqlite.EncodeIndexes(d.Indexes), done: make(chan struct{})}
		if !slices.Equal(d.Indexes, held[g]) {
			w.old, held[g] = held[g], d.Indexes
		}
		loop.queue <- w
		<-w.done
		return w.err
	})
}

// bareLoop is a writer goroutine as short as can be: it puts whatever waits
// into one transaction, with the store's settings and grouping.
type bareLoop struct {
	queue chan *bareWrite

	begin, commit, update, insert, remove, record *sql.Stmt
}

// bareWrite is one call's rows.
type bareWrite struct {
	document resource.Document
	indexes  []byte
	old      []resource.Index // nil where they stay
	err      error
	done     chan struct{}
}

func openBare(b *testing.B, path string) *bareLoop {
	db, err := sql.Open("sqlite", "file:"+path+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)&_pragma=cache_size(-4096)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	prepare := func(text string) *sql.Stmt {
		s, err := conn.PrepareContext(b.Context(), text)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	return &bareLoop{
		queue:  make(chan *bareWrite, callers),
		begin:  prepare(`BEGIN IMMEDIATE`),
		commit: prepare(`COMMIT`),
		update: prepare(`UPDATE documents SET revision = ?, indexes = ?, body = ? WHERE key = ?`),
		insert: prepare(`INSERT INTO index_values (name, value, key, is_unique) VALUES (?, ?, ?, ?)`),
		remove: prepare(`DELETE FROM index_values WHERE name = ? AND value = ? AND key = ?`),
		record: prepare(`UPDATE last_revision SET revision = ?`),
	}
}

func (l *bareLoop) run(b *testing.B) {
	exec := func(s *sql.Stmt, args ...any) error {
		_, err := s.ExecContext(context.Background(), args...)
		if err != nil {
			b.Error(err)
		}
		return err
	}
	revision := 0
	for first := range l.queue {
		group := []*bareWrite{first}
		runtime.Gosched()
		for len(l.queue) > 0 {
			group = append(group, <-l.queue)
		}
		begun := exec(l.begin)
		for _, w := range group {
			revision++
			d := w.document
			w.err = exec(l.update, revision, w.indexes, d.Body, d.Key)
			for _, x := range w.old {
				_ = exec(l.remove, x.Name, x.Value, d.Key)
			}
			for i := range w.old {
				x := d.Indexes[i]
				_ = exec(l.insert, x.Name, x.Value, d.Key, x.Unique)
			}
		}
		_ = exec(l.record, revision)
		err := errors.Join(begun, exec(l.commit))
		for _, w := range group {
			if w.err == nil {
				w.err = err
			}
			close(w.done)
		}
	}
}
