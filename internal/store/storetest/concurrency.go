package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testConcurrency: many callers at once see what one after another would.
func testConcurrency(t *testing.T, open opener) {
	runCases(t, open, []testCase{
		{"counters lose nothing", raceCounters},
		{"a unique value has one winner", raceUnique},
		{"a key that must be free has one winner", raceCreate},
		{"a parent without children and a child exclude each other", raceParent},
		{"readers never see half a batch", readWhileWriting},
		{"callers read what they wrote", readOwnWrites},
	})
}

// raceCounters counts with compare-and-swap from many goroutines.
func raceCounters(f *fixture) {
	const callers, each = 8, 20
	keys := []string{"/counter/1", "/counter/2"}
	counter := func(key string, n int) resource.Document {
		return resource.Document{Key: key, Kind: kindA, Body: []byte(strconv.Itoa(n)), Indexes: []resource.Index{unique("n", key+strconv.Itoa(n))}}
	}
	f.put(counter(keys[0], 0), counter(keys[1], 0))
	ctx := f.Context()
	increment := func(key string) error {
		for {
			d, err := f.store.Get(ctx, key)
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(string(d.Body))
			if err != nil {
				return err
			}
			_, err = f.store.Update(ctx, resource.Batch{
				Checks: []resource.Check{{Key: key, Revision: d.Revision}},
				Puts:   []resource.Document{counter(key, n+1)},
			})
			if !errors.Is(err, resource.ErrConflict) {
				return err
			}
		}
	}
	parallel(callers, func(g int) {
		for range each {
			if err := increment(keys[g%2]); err != nil {
				f.Errorf("increment: %v", err)
			}
		}
	})
	for _, key := range keys {
		want := strconv.Itoa(callers * each / 2)
		if got := string(f.get(key).Body); got != want {
			f.Errorf("%s is %s, want %s", key, got, want)
		}
		f.finds("n", key+want, key)
	}
}

func raceUnique(f *fixture) {
	const rounds, callers = 10, 8
	ctx := f.Context()
	for round := range rounds {
		value := strconv.Itoa(round)
		var winner atomic.Pointer[string]
		var refused atomic.Int64
		parallel(callers, func(g int) {
			key := fmt.Sprintf("/r%d/%d", round, g)
			_, err := f.store.Update(ctx, puts(doc(key, "1", unique("u", value))))
			if _, taken := errors.AsType[*resource.DuplicateError](err); taken {
				refused.Add(1)
				return
			}
			if err != nil {
				f.Errorf("Update: %v", err)
			}
			winner.Store(&key)
		})
		if n := refused.Load(); n != callers-1 || winner.Load() == nil {
			f.Fatalf("%d of %d were refused", n, callers)
		}
		f.finds("u", value, *winner.Load())
	}
}

func raceCreate(f *fixture) {
	const rounds, callers = 10, 8
	ctx := f.Context()
	for round := range rounds {
		key := fmt.Sprintf("/r%d", round)
		var winner, refused atomic.Int64
		parallel(callers, func(g int) {
			b := puts(doc(key, strconv.Itoa(g)))
			b.Checks = []resource.Check{{Key: key}}
			switch revision, err := f.store.Update(ctx, b); {
			case errors.Is(err, resource.ErrConflict):
				refused.Add(1)
			case err != nil:
				f.Errorf("Update: %v", err)
			default:
				winner.Store(revision)
			}
		})
		if n := refused.Load(); n != callers-1 {
			f.Errorf("%d of %d were refused", n, callers)
		}
		if got := f.get(key).Revision; got != winner.Load() {
			f.Errorf("revision %d is there, %d won", got, winner.Load())
		}
	}
}

// raceParent deletes a parent that has no children while a child is put under
// it, as a resource group and its resources do.
func raceParent(f *fixture) {
	ctx := f.Context()
	for round := range 20 {
		parent := fmt.Sprintf("/r%d", round)
		revision := f.put(doc(parent, "1"))
		batches := []resource.Batch{
			{Checks: []resource.Check{{Key: parent, NothingUnder: true}}, Deletes: []string{parent}},
			{Checks: []resource.Check{{Key: parent, Revision: revision}}, Puts: []resource.Document{doc(parent+"/child", "1")}},
		}
		var applied atomic.Int64
		parallel(len(batches), func(g int) {
			_, err := f.store.Update(ctx, batches[g])
			if err == nil {
				applied.Add(1)
			} else if !errors.Is(err, resource.ErrConflict) {
				f.Errorf("Update: %v", err)
			}
		})
		if applied.Load() != 1 {
			f.Errorf("round %d: %d of both were applied", round, applied.Load())
		}
	}
}

// readWhileWriting moves a unique value between two documents that always
// change together, while others read them.
func readWhileWriting(f *fixture) {
	ctx := f.Context()
	state := func(n int) resource.Batch {
		body := strconv.Itoa(n)
		a, b := doc("/pair/a", body), doc("/pair/b", body)
		holder := &a
		if n%2 == 1 {
			holder = &b
		}
		holder.Indexes = []resource.Index{unique("u", "x")}
		return puts(a, b)
	}
	f.update(state(0))
	var stop atomic.Bool
	parallel(5, func(g int) {
		if g == 0 {
			defer stop.Store(true)
			for n := range 200 {
				f.mustUpdate(ctx, state(n))
			}
			return
		}
		for !stop.Load() {
			pair, _, err := f.store.List(ctx, resource.Query{Under: "/pair"})
			if err != nil || len(pair) != 2 || string(pair[0].Body) != string(pair[1].Body) || pair[0].Revision != pair[1].Revision {
				f.Errorf("List = %v, %v", pair, err)
				return
			}
			held, err := f.store.Find(ctx, "u", "x")
			if err != nil || len(held) != 1 {
				f.Errorf("Find = %v, %v", held, err)
				return
			}
		}
	})
}

func readOwnWrites(f *fixture) {
	ctx := f.Context()
	parallel(8, func(g int) {
		key := numbered("/own/", 8)[g]
		for n := range 25 {
			value := fmt.Sprintf("%d-%d", g, n)
			revision := f.mustUpdate(ctx, puts(doc(key, value, unique("u", value))))
			d, err := f.store.Get(ctx, key)
			if err != nil || d.Revision != revision {
				f.Errorf("Get = revision %d, %v; want %d", d.Revision, err, revision)
			}
			held, err := f.store.Find(ctx, "u", value)
			if err != nil || len(held) != 1 || held[0].Revision != revision {
				f.Errorf("Find = %v, %v", held, err)
			}
		}
	})
}
