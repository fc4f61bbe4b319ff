package bench

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver that the store uses

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// grouped commits rows to SQLite in groups: one goroutine takes whatever is
// queued into one transaction. It is what the store would be without a contract.
type grouped struct {
	b     *testing.B
	rows  []row
	queue chan write
}

// row is a document as the store keeps it. A principal's key ends in a GUID, and
// another one is its index value: both fall anywhere among those that are there.
// An event's key ends in one too.
type row struct {
	key, kind        string
	body             []byte
	principal, event bool
}

type write struct {
	suffix string
	done   chan error
}

// startGrouped begins with the rows that one PUT of an identity makes, so that
// both sides write the same bytes.
func startGrouped(b *testing.B, w *servertest.World) *grouped {
	b.Helper()
	g := &grouped{b: b, queue: make(chan write, clients)}
	path := w.Subscription() + group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/sample"
	w.Must(http.MethodPut, path+"?api-version=2023-01-31", `{"location":"westus","tags":{"env":"bench"}}`)
	g.rows = sampleRows(b, filepath.Join(filepath.Dir(w.CAFile), "azimuth.db"))
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		`CREATE TABLE documents (key TEXT PRIMARY KEY, kind TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID`,
		`CREATE INDEX by_kind ON documents (kind, key)`,
		`CREATE TABLE indexes (name TEXT, value TEXT, key TEXT, PRIMARY KEY (name, value, key)) WITHOUT ROWID`,
	} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	ended := make(chan struct{})
	go func() { defer close(ended); g.run(db) }()
	b.Cleanup(func() { close(g.queue); <-ended; _ = db.Close() })
	return g
}

// sampleRows reads what the sample identity has become in the database: itself,
// its principal and the event that tells of it.
func sampleRows(b *testing.B, path string) []row {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	found, err := db.QueryContext(b.Context(), `SELECT key, kind, body FROM documents WHERE key LIKE '%/sample' OR (kind IN ('directory/serviceprincipal', 'azimuth/event') AND CAST(body AS TEXT) LIKE '%/sample"%')`)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	var rows []row
	for found.Next() {
		var r row
		if err := found.Scan(&r.key, &r.kind, &r.body); err != nil {
			b.Fatal(err)
		}
		if r.principal = strings.HasPrefix(r.kind, "directory/"); r.principal {
			r.key = directory.PrincipalKey("")
		}
		if r.event = r.kind == arm.EventKind; r.event {
			r.key = r.key[:len(r.key)-len("00000000-0000-0000-0000-000000000000")]
		}
		rows = append(rows, r)
	}
	if err := found.Err(); err != nil || len(rows) != 3 {
		b.Fatalf("%d rows and not the identity, its principal and its event (%v)", len(rows), err)
	}
	return rows
}

func (g *grouped) write(suffix string) error {
	w := write{suffix, make(chan error, 1)}
	g.queue <- w
	return <-w.done
}

func (g *grouped) run(db *sql.DB) {
	for first := range g.queue {
		group := []write{first}
		for more := true; more; {
			select {
			case next, ok := <-g.queue:
				if more = ok; ok {
					group = append(group, next)
				}
			default:
				more = false
			}
		}
		err := g.commit(db, group)
		for _, w := range group {
			w.done <- err
		}
	}
}

func (g *grouped) commit(db *sql.DB, group []write) error {
	tx, err := db.BeginTx(g.b.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing, once committed
	document, err := tx.PrepareContext(g.b.Context(), `INSERT INTO documents VALUES (?, ?, 1, ?)`)
	if err != nil {
		return err
	}
	defer func() { _ = document.Close() }()
	index, err := tx.PrepareContext(g.b.Context(), `INSERT INTO indexes VALUES ('appId', ?, ?)`)
	if err != nil {
		return err
	}
	defer func() { _ = index.Close() }()
	for _, w := range group {
		for _, r := range g.rows {
			key := r.key + w.suffix
			if r.principal || r.event {
				key = r.key + resource.System().NewGUID()
			}
			if _, err := document.ExecContext(g.b.Context(), key, r.kind, r.body); err != nil {
				return err
			}
			if !r.principal {
				continue
			}
			if _, err := index.ExecContext(g.b.Context(), resource.System().NewGUID(), key); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
