package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	s := openAt(t, t.TempDir())
	t.Cleanup(func() { closeStore(t, s) })
	cases := []struct{ pragma, writer, reader string }{
		{"journal_mode", "wal", "wal"},
		{"synchronous", "2", "2"}, // FULL
		{"query_only", "0", "1"},
		{"busy_timeout", "5000", "5000"},
	}
	for _, c := range cases {
		writer, reader, err := s.Pragmas(t.Context(), c.pragma)
		if err != nil {
			t.Fatal(err)
		}
		if writer != c.writer || reader != c.reader {
			t.Errorf("%s is %s for the writer, %s for readers; want %s, %s", c.pragma, writer, reader, c.writer, c.reader)
		}
	}
}

func TestFoldersOfAnyName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "with space", "50% & more", "a#b", "a%41b", "ü"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			s := openAt(t, dir)
			if _, err := s.Update(t.Context(), resource.Batch{Puts: []resource.Document{document("/a")}}); err != nil {
				t.Error(err)
			}
			closeStore(t, s)
			info, err := os.Stat(filepath.Join(dir, "azimuth.db"))
			if err != nil || info.Size() == 0 {
				t.Errorf("the database is not where it should be: %v, %v", info, err)
			}
		})
	}
}

func TestOnlyTheOwnerMayReadTheFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes mean little on Windows")
	}
	dir := t.TempDir()
	s := openAt(t, dir)
	t.Cleanup(func() { closeStore(t, s) })
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v; want the database, its log and the lock", len(files), err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has mode %v", file.Name(), mode)
		}
	}
}

// A closed database is one file: nothing waits beside it, and nothing of the
// process holds it open.
func TestCloseLeavesTheDatabaseAtRest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openAt(t, dir)
	if _, err := s.Update(t.Context(), resource.Batch{Puts: []resource.Document{document("/a")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "/a"); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(dir, "azimuth.db"), filepath.Join(dir, "azimuth.db.lock")}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    string
	}{
		{"without the folder", func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}, "azimuth.db.lock"},
		{"on what is no database", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 300)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "not a database"},
		{"on a newer version's database", func(t *testing.T, path string) {
			closeStore(t, openAt(t, filepath.Dir(path)))
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Exec(`INSERT INTO migrations (name) VALUES ('9999_future.sql')`)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, "newer version: it has migration 9999_future.sql"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "data", "azimuth.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			c.prepare(t, path)
			for range 2 { // a failed Open leaves no lock behind
				s, err := sqlite.Open(path)
				if err == nil {
					closeStore(t, s)
					t.Fatal("Open succeeded")
				}
				if !strings.Contains(err.Error(), c.want) {
					t.Errorf("Open: %v; want %q in it", err, c.want)
				}
			}
		})
	}
}

// Every statement goes through an index: none reads a whole table, none sorts.
func TestStatementsSearch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closeStore(t, openAt(t, dir))
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range sqlite.Statements {
		arguments := make([]any, strings.Count(statement, "?"))
		rows, err := db.Query("EXPLAIN QUERY PLAN "+statement, arguments...)
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		steps := 0
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(step, "SEARCH") {
				t.Errorf("%s: %s", statement, step)
			}
			steps++
		}
		if err := rows.Close(); err != nil || steps == 0 {
			t.Errorf("%s: %d steps, %v", statement, steps, err)
		}
	}
}
