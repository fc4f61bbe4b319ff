package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// Readers that race with a writer must never be left with an old document: what
// was acknowledged is read by every call that begins afterwards.
func TestReadersSeeWhatWasAcknowledged(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(t.TempDir() + "/recent.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ctx := context.Background()
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = s.Get(ctx, "/a") // fills what is kept, at any moment
				}
			}
		})
	}
	for i := range 150 {
		body := fmt.Sprintf(`{"n":%d,"filler":%q}`, i, strings.Repeat("x", i*9))
		b := resource.Batch{Puts: []resource.Document{{Key: "/a", Kind: "k", Body: []byte(body)}}}
		if i%7 == 6 {
			b = resource.Batch{Deletes: []string{"/a"}}
		}
		if _, err := s.Update(ctx, b); err != nil {
			t.Fatal(err)
		}
		d, err := s.Get(ctx, "/a")
		if deleted := i%7 == 6; deleted != (err != nil) || !deleted && string(d.Body) != body {
			t.Fatalf("after write %d: %q %v", i, d.Body, err)
		}
	}
	close(stop)
	readers.Wait()
}
