package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
)

// testModel plays the same random batches, always the same ones, on the store
// and on a plain map, and compares outcomes, reads and what was watched.
func testModel(t *testing.T, open opener) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, open(t))
			var seen log
			f.store.Watch(seen.add)
			m := model{}
			dice := dice{rand.New(rand.NewPCG(seed, 0))}
			var applied []int64
			for n := range 150 {
				b := dice.batch(m)
				conflict, duplicate := m.judge(b)
				revision, err := f.store.Update(t.Context(), b)
				_, isDuplicate := errors.AsType[*resource.DuplicateError](err)
				switch {
				case err == nil && !conflict && !duplicate:
					m.apply(b, revision)
					applied = append(applied, revision)
				case conflict && errors.Is(err, resource.ErrConflict), duplicate && isDuplicate:
				default:
					t.Fatalf("step %d: %+v: %v; the model says conflict %v, duplicate %v", n, b, err, conflict, duplicate)
				}
				m.compare(f, dice.query())
			}
			var watched []int64
			for _, c := range seen.all() {
				watched = append(watched, c.Revision)
			}
			if diff := cmp.Diff(applied, watched); diff != "" {
				t.Errorf("commits (-applied +watched):\n%s", diff)
			}
			if len(applied) < 20 || len(applied) > 130 {
				t.Errorf("%d batches were applied: the dice are loaded", len(applied))
			}
		})
	}
}

// model is what a store holds, by key.
type model map[string]resource.Document

func (m model) after(b resource.Batch) model {
	next := make(model, len(m)+len(b.Puts))
	for key, d := range m {
		if !slices.Contains(b.Deletes, key) {
			next[key] = d
		}
	}
	for _, d := range b.Puts {
		next[d.Key] = d
	}
	return next
}

// judge says for which reasons the batch must be refused.
func (m model) judge(b resource.Batch) (conflict, duplicate bool) {
	next := m.after(b)
	for _, c := range b.Checks {
		if !c.NothingUnder {
			conflict = conflict || m[c.Key].Revision != c.Revision
			continue
		}
		for key := range next {
			conflict = conflict || strings.HasPrefix(key, c.Key+"/")
		}
	}
	for key, d := range next {
		for otherKey, other := range next {
			if key == otherKey {
				continue
			}
			for _, x := range d.Indexes {
				duplicate = duplicate || x.Unique && slices.ContainsFunc(other.Indexes, func(o resource.Index) bool {
					return o.Name == x.Name && o.Value == x.Value
				})
			}
		}
	}
	return conflict, duplicate
}

func (m model) apply(b resource.Batch, revision int64) {
	for _, key := range b.Deletes {
		delete(m, key)
	}
	for _, d := range b.Puts {
		m[d.Key] = at(revision, d)
	}
}

// compare reads the store in every way and holds it against the model.
func (m model) compare(f *fixture, q resource.Query) {
	f.Helper()
	all := m.where(func(resource.Document) bool { return true })
	got, _ := f.list(resource.Query{})
	f.same(all, got)

	got, more := f.list(q)
	want := m.where(func(d resource.Document) bool {
		return (q.Kind == "" || d.Kind == q.Kind) && (q.Under == "" || strings.HasPrefix(d.Key, q.Under+"/")) && d.Key > q.After
	})
	cut := q.Limit > 0 && len(want) > q.Limit
	if cut {
		want = want[:q.Limit]
	}
	if diff := cmp.Diff(want, got, alike); diff != "" || more != cut {
		f.Fatalf("List(%+v): more is %v, want %v (-want +got):\n%s", q, more, cut, diff)
	}
	for _, value := range values {
		f.same(m.where(func(d resource.Document) bool {
			return slices.ContainsFunc(d.Indexes, func(x resource.Index) bool { return x.Name == "i" && x.Value == value })
		}), f.find("i", value))
	}
	if f.Failed() {
		f.FailNow()
	}
}

func (m model) where(selects func(resource.Document) bool) []resource.Document {
	var documents []resource.Document
	for _, d := range m {
		if selects(d) {
			documents = append(documents, d)
		}
	}
	slices.SortFunc(documents, func(a, b resource.Document) int { return strings.Compare(a.Key, b.Key) })
	return documents
}
