package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrServed is Open's answer when a Store is open on the database already, in
// this process or another one.
var ErrServed = errors.New("another azimuth serves this directory")

// lock takes the database for this Store alone, until the file is closed or
// the process ends. Readers do not ask for it.
func lock(database string) (*os.File, error) {
	file, err := openLocked(database + ".lock")
	if errors.Is(err, errHeld) {
		return nil, fmt.Errorf("%w: %s", ErrServed, filepath.Dir(database))
	}
	return file, err
}
