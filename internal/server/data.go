package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/atomicfile"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The files in the data directory. The database is store/sqlite's.
const (
	databaseFile    = "azimuth.db"
	masterKeyFile   = "master.key"
	adminFile       = "admin.json"
	environmentFile = "environment.json"
	caFile          = "ca.pem"
)

const masterKeySize = 32

// makeData makes the data directory, if there is to be one.
func (c *Config) makeData() (err error) {
	if c.Data == "" {
		return nil
	}
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		return err
	}
	return os.MkdirAll(c.Data, 0o700)
}

// readMasterKey reads the key under which secrets are kept, and makes it at the
// first start. It never leaves its file, which only its owner may read; without a
// data directory it is in memory only.
func readMasterKey(dir string, sources resource.Sources) ([]byte, error) {
	if dir == "" {
		return sources.Bytes(masterKeySize), nil
	}
	path := filepath.Join(dir, masterKeyFile)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = sources.Bytes(masterKeySize)
		return key, atomicfile.Write(path, key, 0o600)
	}
	if err != nil {
		return nil, err
	}
	if len(key) != masterKeySize {
		return nil, fmt.Errorf("%s holds %d bytes and not the %d of a master key", path, len(key), masterKeySize)
	}
	return key, nil
}

// Admin is the administrator's application, which is Owner of everything: the
// one secret that is kept readable, for the owner of the data directory.
type Admin struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeJSON writes a value into a file of the data directory dir, if there is one.
func writeJSON(dir, name string, value any, mode os.FileMode) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(dir, name, append(text, '\n'), mode)
}

// writeFile writes a file of the data directory dir; "" is none, in which
// nothing is kept.
func writeFile(dir, name string, content []byte, mode os.FileMode) error {
	if dir == "" {
		return nil
	}
	return atomicfile.Write(filepath.Join(dir, name), content, mode)
}
