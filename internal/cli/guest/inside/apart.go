//go:build linux

package inside

import (
	"errors"
	"os"
)

// kinds are the namespaces that the inside changes, each for itself alone.
var kinds = []string{"net", "mnt", "uts", "pid"}

// Namespaces names those of this process that the inside has to have for itself.
func Namespaces() ([]string, error) {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		name, err := os.Readlink("/proc/self/ns/" + kind)
		if err != nil {
			return nil, err
		}
		names[i] = name
	}
	return names, nil
}

var errShared = errors.New("they are the host's")

// checkApart fails unless every namespace is another than outside: set up there, the
// address of the metadata service and the mounts would be the host's.
func checkApart(outside []string) error {
	here, err := Namespaces()
	if err != nil {
		return err
	}
	if len(outside) != len(here) {
		return errShared // as far as anybody can say
	}
	for i, name := range here {
		if outside[i] == name {
			return errShared
		}
	}
	return nil
}
