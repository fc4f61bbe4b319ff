package environ

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/server"
)

// WriteBundle writes the file of certificates that Cloud's variables name: the
// system's roots and the server's own. It leaves a file that is right as it is.
func WriteBundle(env server.Environment) error {
	own, err := os.ReadFile(env.CAFile)
	if err != nil {
		return err
	}
	roots, err := systemRoots()
	if err != nil {
		return err
	}
	if len(roots) > 0 && !bytes.HasSuffix(roots, []byte{'\n'}) {
		roots = append(roots, '\n')
	}
	return replace(filepath.Join(filepath.Dir(env.CAFile), bundleFile), append(roots, own...))
}

// systemRoots is the content of the first of the system's files that is there.
func systemRoots() ([]byte, error) {
	for _, file := range ca.SystemRoots() {
		content, err := os.ReadFile(file)
		if !errors.Is(err, fs.ErrNotExist) {
			return content, err
		}
	}
	return nil, nil
}

// replace writes a file whole: other programs may read it at any time.
func replace(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+bundleFile+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already when all went well
	_, err = file.Write(content)
	if err := errors.Join(err, file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
