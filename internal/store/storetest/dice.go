package storetest

import (
	"math/rand/v2"
	"strconv"

	"github.com/azimuthid/azimuth/internal/resource"
)

// dice make random batches and queries over few keys and values, so that they
// often meet.
type dice struct{ *rand.Rand }

var (
	keys   = []string{"/a", "/a/b", "/a/b/c", "/a/d", "/ab", "/ab/c", "/a_", "/a_/b", "/a0", "/b"}
	values = []string{"x", "y", "z", "_"}
)

func (d dice) key() string     { return keys[d.IntN(len(keys))] }
func (d dice) kind() string    { return []string{kindA, kindB}[d.IntN(2)] }
func (d dice) once(n int) bool { return d.IntN(n) == 0 }

func (d dice) batch(m model) resource.Batch {
	var b resource.Batch
	order := d.Perm(len(keys))
	changes := 1 + d.IntN(4)
	for _, i := range order[:changes] {
		if d.once(3) {
			b.Deletes = append(b.Deletes, keys[i])
			continue
		}
		b.Puts = append(b.Puts, d.document(keys[i]))
	}
	for range d.IntN(3) {
		c := resource.Check{Key: d.key()}
		switch {
		case d.once(3):
			c.NothingUnder = true
		case !d.once(6):
			c.Revision = m[c.Key].Revision
		}
		b.Checks = append(b.Checks, c)
	}
	return b
}

func (d dice) document(key string) resource.Document {
	doc := resource.Document{Key: key, Kind: d.kind(), Body: strconv.AppendInt(nil, d.Int64(), 10)}
	for range d.IntN(3) {
		doc.Indexes = append(doc.Indexes, resource.Index{
			Name:   "i",
			Value:  values[d.IntN(len(values))],
			Unique: d.once(4),
		})
	}
	return doc
}

func (d dice) query() resource.Query {
	q := resource.Query{Limit: d.IntN(4)}
	if d.once(2) {
		q.Kind = d.kind()
	}
	if d.once(2) {
		q.Under = d.key()
	}
	if d.once(2) {
		q.After = d.key()
	}
	return q
}
