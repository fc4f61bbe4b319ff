// Package atomicfile replaces files whole: whoever reads one, at any moment and
// after any crash, finds the old content or the new.
package atomicfile

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
)

// Write makes the file's content the given one, with the given mode, durably. A
// file that has the content already is left as it is.
func Write(path string, content []byte, mode os.FileMode) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return os.Chmod(path, mode)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already when all went well
	_, err = file.Write(content)
	if err := errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
