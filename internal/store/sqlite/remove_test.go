package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func TestRemove(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, other, kept := filepath.Join(dir, "db"), filepath.Join(dir, "key"), filepath.Join(dir, "kept")
	for _, file := range []string{other, kept, path + "-journal"} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Update(t.Context(), resource.Batch{Puts: []resource.Document{{Key: "/a", Kind: "k", Body: []byte("{}")}}}); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Remove(path, other); !errors.Is(err, sqlite.ErrServed) {
		t.Errorf("of an open store: %v", err)
	}
	if _, err := s.Get(t.Context(), "/a"); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, time := range []string{"first", "second"} {
		if err := sqlite.Remove(path, other, filepath.Join(dir, "absent")); err != nil {
			t.Errorf("the %s time: %v", time, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if diff := cmp.Diff([]string{"db.lock", "kept"}, left); diff != "" {
		t.Error(diff)
	}
	s, err = sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Get(t.Context(), "/a"); !errors.Is(err, resource.ErrNotFound) {
		t.Errorf("in the new database: %v", err)
	}
}
