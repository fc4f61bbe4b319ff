package server

import "github.com/azimuthid/azimuth/internal/resource"

// Database keeps documents in a file. It is given from outside, so that programs
// that need only a memory store, such as tests, are built without one.
type Database interface {
	// Open opens the database at a path, and makes it where there is none.
	Open(path string) (resource.Store, error)
	// Remove removes the database at a path, and then the other files, which belong
	// to it. What is not there is no error.
	Remove(path string, others ...string) error
}
