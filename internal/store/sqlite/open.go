package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Settings of the connections. synchronous=FULL makes COMMIT wait for the disk.
// The log grows to 4000 pages (16 MB) before it is copied into the database, so
// that a page which is written often is copied seldom. Negative cache sizes are
// in KiB; times in ms; the limit of the log that is kept is in bytes.
var (
	common  = []string{"busy_timeout(5000)", "synchronous(FULL)", "temp_store(MEMORY)"}
	writing = slices.Concat(common, []string{
		"journal_mode(WAL)", "wal_autocheckpoint(4000)", "journal_size_limit(33554432)", "cache_size(-4096)",
	})
	readingOnly = slices.Concat(common, []string{"query_only(1)", "cache_size(-1024)"})
)

// Open opens the database in the file at path, and makes it where there is none.
// It fails with ErrServed when a Store is open on it already.
func Open(path string) (_ *Store, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqlite: %w", err)
		}
	}()
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	s := &Store{recent: newRecent()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	if s.lock, err = lock(path); err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	if err := s.openWriter(path); err != nil {
		return nil, err
	}
	if err := s.openReaders(path); err != nil {
		return nil, err
	}
	go s.writer.run()
	return s, nil
}

// create makes the database's file so that only its owner may read it. SQLite
// gives the files beside it the same mode.
func create(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

func (s *Store) openWriter(path string) (err error) {
	if s.writing, err = sql.Open("sqlite", dsn(path, writing)); err != nil {
		return err
	}
	s.writing.SetMaxOpenConns(1)
	ctx := context.Background()
	if err := migrate(ctx, s.writing); err != nil {
		return err
	}
	s.writer, err = newWriter(ctx, s.writing, s.recent)
	return err
}

func (s *Store) openReaders(path string) (err error) {
	if s.reading, err = sql.Open("sqlite", dsn(path, readingOnly)); err != nil {
		return err
	}
	connections := max(4, runtime.GOMAXPROCS(0))
	s.reading.SetMaxOpenConns(connections)
	s.reading.SetMaxIdleConns(connections)
	_, err = prepare(context.Background(), s.reading, map[string]**sql.Stmt{
		selectDocument:  &s.get,
		selectRange:     &s.list,
		selectKindRange: &s.listKind,
		selectHolders:   &s.find,
	})
	return err
}

// dsn is the name by which the driver opens the file with these settings.
func dsn(path string, pragmas []string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/...
	}
	u := url.URL{
		Scheme:   "file",
		Path:     slashed,
		RawQuery: url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}.Encode(),
	}
	return u.String()
}
