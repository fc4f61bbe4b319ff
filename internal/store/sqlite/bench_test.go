package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// callers is how many goroutines write at a time, each a document of its own.
const callers = 32

// BenchmarkUpdate measures Update beside a loop that writes the same rows
// and bytes with nothing around it: no checks, no revisions, no Watch. The
// ratio of their rates is what of SQLite's own speed the store leaves over.
func BenchmarkUpdate(b *testing.B) {
	for _, c := range []struct {
		name string
		// value is the index value of the n-th update.
		value func(n int) string
	}{
		{"indexes=kept", func(int) string { return "kept" }},
		{"indexes=moved", func(n int) string { return fmt.Sprint(n) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			bare := measureBare(b, c.value)
			through := measureStore(b, c.value)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(through, "updates/s")
			b.ReportMetric(bare, "bare/s")
			b.ReportMetric(through/bare, "ratio")
		})
	}
}

func measureStore(b *testing.B, value func(n int) string) (perSecond float64) {
	store := openAt(b, b.TempDir())
	defer store.Close()
	ctx := context.Background()
	return rate(b, func(g, n int) error {
		_, err := store.Update(ctx, resource.Batch{Puts: []resource.Document{sample(g, n, value(n))}})
		return err
	})
}

// sample is the document that the g-th caller writes the n-th time.
func sample(g, n int, value string) resource.Document {
	key := fmt.Sprintf("/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm%d", g)
	return resource.Document{
		Key:  key,
		Kind: "microsoft.compute/virtualmachines",
		Body: fmt.Appendf(nil, `{"n":%010d,"pad":"%s"}`, n, strings.Repeat("x", 672)),
		Indexes: []resource.Index{
			{Name: "machine", Value: key + "#" + value, Unique: true},
			{Name: "identity", Value: "/subscriptions/s/resourcegroups/rg/identity" + value},
		},
	}
}

// rate runs b.N calls of fn on all callers, and returns calls a second.
func rate(b *testing.B, fn func(g, n int) error) float64 {
	for g := range callers {
		if err := fn(g, 0); err != nil {
			b.Fatal(err)
		}
	}
	var turn atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for g := range callers {
		wg.Go(func() {
			for n := int(turn.Add(1)); n <= b.N; n = int(turn.Add(1)) {
				if err := fn(g, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(b.N) / time.Since(began).Seconds()
}

// BenchmarkGet reads one of 10,000 documents.
func BenchmarkGet(b *testing.B) {
	store := filled(b, b.TempDir())
	defer store.Close()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, err := store.Get(b.Context(), sample(n%documents, 0, "").Key); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkListPage reads 100 of 10,000 documents, from the middle on.
func BenchmarkListPage(b *testing.B) {
	store := filled(b, b.TempDir())
	defer store.Close()
	d := sample(documents/2, 0, "")
	q := resource.Query{Kind: d.Kind, Under: "/subscriptions/s", After: d.Key, Limit: 100}
	for b.Loop() {
		if page, more, err := store.List(b.Context(), q); err != nil || len(page) != 100 || !more {
			b.Fatal(len(page), more, err)
		}
	}
}

// BenchmarkOpen opens and closes a database of 10,000 documents.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	if err := filled(b, dir).Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := openAt(b, dir).Close(); err != nil {
			b.Fatal(err)
		}
	}
}

const documents = 10_000

// filled is a store with many documents.
func filled(b *testing.B, dir string) *sqlite.Store {
	b.Helper()
	store := openAt(b, dir)
	var batch resource.Batch
	for g := range documents {
		batch.Puts = append(batch.Puts, sample(g, 0, ""))
	}
	if _, err := store.Update(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	return store
}
