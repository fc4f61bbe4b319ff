package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
	"github.com/azimuthid/azimuth/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) resource.Store { return open(t, t.TempDir()) })
}

func TestStoreIsDurable(t *testing.T) {
	storetest.RunDurable(t, open)
}

func open(t *testing.T, dir string) resource.Store { return openAt(t, dir) }

func openAt(t testing.TB, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(dir, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
