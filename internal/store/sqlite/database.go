package sqlite

import "github.com/azimuthid/azimuth/internal/resource"

// Database opens and removes databases; see Open and Remove.
type Database struct{}

// Open opens the database in the file at path as a store.
func (Database) Open(path string) (resource.Store, error) {
	s, err := Open(path)
	if err != nil {
		return nil, err // and no store at all, rather than one that is nil inside
	}
	return s, nil
}

// Remove removes the database in the file at path, and then the others.
func (Database) Remove(path string, others ...string) error { return Remove(path, others...) }
