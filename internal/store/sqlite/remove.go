package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// beside are the ends of the names of the files that SQLite keeps beside a database.
var beside = []string{"-wal", "-shm", "-journal"}

// Remove removes the database in the file at path with the files beside it, and
// then the others, which belong to it. Files that are not there are no error. It
// fails with ErrServed when a Store is open on the database.
//
// An empty file, the lock's, stays: another process may wait at it, and would
// take a new one for free.
func Remove(path string, others ...string) (err error) {
	held, err := lock(path)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	defer func() { err = errors.Join(err, unlock(held)) }()
	// The database goes first: without its log it would look whole, and lack what
	// was acknowledged last.
	files := []string{path}
	for _, end := range beside {
		files = append(files, path+end)
	}
	for _, file := range slices.Concat(files, others) {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
