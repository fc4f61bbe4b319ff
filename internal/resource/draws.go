package resource

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
)

// Draws are what deterministic Sources draw ids from, in place of chance: each
// id follows from the seed, from what it is for, and from how often that was
// written or asked for before. Requests that run side by side do not change
// each other's ids so. Whoever knows the seed knows the ids: it is for tests.
type Draws struct {
	seed string

	mu    sync.Mutex
	era   int
	count map[string]int // commits by document key, and calls of Next by name
}

// NewDraws makes the draws of a seed.
func NewDraws(seed string) *Draws {
	return &Draws{seed: seed, count: make(map[string]int)}
}

// Begin forgets what was drawn. In each era other ids come: a store that
// outlives the process counts its eras, so that no id comes twice.
func (d *Draws) Begin(era int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.era, d.count = era, make(map[string]int)
}

// Follow sees the commits of a store; see Store.Watch.
func (d *Draws) Follow(c Commit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, put := range c.Puts {
		d.count[put.Key]++
	}
	for _, gone := range c.Deletes {
		d.count[gone.Key]++
	}
}

// Mark is what was drawn up to a moment.
type Mark struct {
	era   int
	count map[string]int
}

// Mark remembers what was drawn until now.
func (d *Draws) Mark() Mark {
	d.mu.Lock()
	defer d.mu.Unlock()
	return Mark{d.era, maps.Clone(d.count)}
}

// Return goes back to a mark: what is drawn now is what was drawn from there.
func (d *Draws) Return(m Mark) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.era, d.count = m.era, maps.Clone(m.count)
}

// stream is an endless stream of bytes for one purpose.
func (d *Draws) stream(what, name string, next bool) io.Reader {
	d.mu.Lock()
	counted := name
	if next {
		counted = what + "\x00" + name // no document's key
	}
	era, count := d.era, d.count[counted]
	if next {
		d.count[counted]++
	}
	d.mu.Unlock()
	h := sha256.New()
	for _, part := range []string{d.seed, what, name} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		io.WriteString(h, part) //nolint:errcheck // a hash takes everything
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(era)))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(count)))
	return rand.NewChaCha8([32]byte(h.Sum(nil)))
}

// For are the sources of ids that are kept with the document at key, or are
// for what name names, for one purpose. As a rule they are s itself. With Draws
// the ids are the same until the document is written: a unit of work that is
// done anew gets them again, and other documents' have nothing to do with them.
func (s Sources) For(purpose, key string) Sources { return s.drawn(purpose, key, false) }

// Next are the sources of ids that are for the next thing of a name, such as a
// request: with Draws they are others each time.
func (s Sources) Next(purpose, name string) Sources { return s.drawn(purpose, name, true) }

func (s Sources) drawn(purpose, name string, next bool) Sources {
	if s.Draws != nil {
		s.Random = s.Draws.stream(purpose, strings.ToLower(name), next)
	}
	return s
}
