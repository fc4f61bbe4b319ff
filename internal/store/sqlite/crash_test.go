package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func TestCrashLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := make(map[string]int64)
	for round := range 5 {
		child, lines := start(t, "writer", dir, round)
		want := 150 + 53*round
		for n := 1; lines.Scan(); n++ {
			key, text, _ := strings.Cut(lines.Text(), " ")
			revision, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				continue // the last line may be torn: it says nothing
			}
			acknowledged[key] = revision
			if n == want {
				kill(t, child)
			}
		}
		_ = child.Wait() // killed
		if len(acknowledged) < want {
			t.Fatalf("round %d: the writer ended after %d lines", round, len(acknowledged))
		}
		verify(t, dir, acknowledged)
	}
}

// verify finds everything that was acknowledged, and everything whole.
func verify(t *testing.T, dir string, acknowledged map[string]int64) {
	t.Helper()
	s := openAt(t, dir)
	defer closeStore(t, s)
	documents, _, err := s.List(t.Context(), resource.Query{})
	if err != nil {
		t.Fatal(err)
	}
	there := make(map[string]resource.Document)
	last := int64(0)
	for _, d := range documents {
		there[d.Key] = d
		last = max(last, d.Revision)
	}
	for key, revision := range acknowledged {
		if there[key].Revision != revision {
			t.Errorf("%s has revision %d; %d was acknowledged", key, there[key].Revision, revision)
		}
	}
	for key, d := range there {
		whole, isHalf := strings.CutSuffix(key, "/half")
		if want := string(pair(whole)[0].Body); string(d.Body) != want {
			t.Errorf("%s is %q", key, d.Body)
		}
		index := "half"
		if !isHalf {
			index = "whole"
			// Its half was deleted by the batch that wrote the next one.
			_, half := there[whole+"/half"]
			if _, next := there[after(t, whole)]; half == next {
				t.Errorf("%s: its half is there: %v, the next is there: %v", key, half, next)
			}
		} else if there[whole].Revision != d.Revision {
			t.Errorf("%s is there, but %s has revision %d", key, whole, there[whole].Revision)
		}
		if held, err := s.Find(t.Context(), index, whole); err != nil || len(held) != 1 || held[0].Key != key {
			t.Errorf("Find(%s, %s) = %v, %v", index, whole, held, err)
		}
	}
	if revision, err := s.Update(t.Context(), resource.Batch{}); err != nil || revision <= last {
		t.Errorf("Update = %d, %v after %d", revision, err, last)
	}
}

// after is the key that the writer writes after this one.
func after(t *testing.T, key string) string {
	t.Helper()
	slot := key[:strings.LastIndexByte(key, '/')+1]
	n, err := strconv.Atoi(key[len(slot):])
	if err != nil {
		t.Fatal(err)
	}
	return slot + strconv.Itoa(n+1)
}

// writeUntilKilled writes pairs of documents from several goroutines, and
// prints "key revision" after each acknowledgement.
func writeUntilKilled(dir, round string) error {
	s, err := sqlite.Open(filepath.Join(dir, "azimuth.db"))
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for g := range 8 {
		go func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("/r%s/g%d/%d", round, g, n)
				b := resource.Batch{Puts: pair(key)}
				if n > 0 {
					// The one before loses its second half again.
					b.Deletes = []string{fmt.Sprintf("/r%s/g%d/%d/half", round, g, n-1)}
				}
				revision, err := s.Update(context.Background(), b)
				if err != nil {
					failed <- err
					return
				}
				printing.Lock()
				_, err = fmt.Println(key, revision)
				printing.Unlock()
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// pair is what is written in one batch: both or none of it is to be found.
func pair(key string) []resource.Document {
	body := []byte(`{"of":"` + key + `","pad":"` + strings.Repeat("x", 700) + `"}`)
	return []resource.Document{
		{Key: key, Kind: "test/whole", Body: body, Indexes: []resource.Index{{Name: "whole", Value: key, Unique: true}}},
		{Key: key + "/half", Kind: "test/half", Body: body, Indexes: []resource.Index{{Name: "half", Value: key, Unique: true}}},
	}
}
