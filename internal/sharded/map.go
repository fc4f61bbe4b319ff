package sharded

import (
	"hash/maphash"
	"maps"
)

// count is how many parts a map has: a write copies those that it touches, so
// that with 10^5 entries it copies about a hundred.
const count = 1024

// Map is an immutable map. Edits make a new one that shares with the old what
// they did not touch, so any number of readers need no lock. The zero Map is empty.
type Map[V any] struct {
	parts [count]map[string]V
}

var seed = maphash.MakeSeed()

func partOf(key string) uint64 { return maphash.String(seed, key) % count }

// Get returns the value of a key; false where it has none.
func (m *Map[V]) Get(key string) (V, bool) {
	v, ok := m.parts[partOf(key)][key]
	return v, ok
}

// Edit begins a new version of the map.
func (m *Map[V]) Edit() *Edit[V] {
	return &Edit[V]{next: &Map[V]{parts: m.parts}}
}

// Edit is a version of a Map in the making. It belongs to one goroutine until Done.
type Edit[V any] struct {
	next *Map[V]
	own  [count]bool // parts that are copies already
}

// Get returns the value of a key as the edit has it.
func (e *Edit[V]) Get(key string) (V, bool) { return e.next.Get(key) }

// Set gives a key a value.
func (e *Edit[V]) Set(key string, v V) { e.part(key)[key] = v }

// Delete takes a key away; one that is not there is no error.
func (e *Edit[V]) Delete(key string) { delete(e.part(key), key) }

func (e *Edit[V]) part(key string) map[string]V {
	i := partOf(key)
	part := &e.next.parts[i]
	if !e.own[i] {
		e.own[i] = true
		if *part == nil {
			*part = make(map[string]V)
		} else {
			*part = maps.Clone(*part)
		}
	}
	return *part
}

// Done is the finished version; the edit must not be used after it.
func (e *Edit[V]) Done() *Map[V] { return e.next }
