package rbac

import (
	"hash/maphash"
	"maps"
)

// shardCount is how many parts a sharded map has: a write copies those that it
// touches, so that with 10^5 entries it copies about a hundred.
const shardCount = 1024

// sharded is an immutable map. Edits make a new one that shares with the old
// what they did not touch, so any number of readers need no lock. The zero
// sharded is empty.
type sharded[V any] struct {
	parts [shardCount]map[string]V
}

var shardSeed = maphash.MakeSeed()

func shardOf(key string) uint64 { return maphash.String(shardSeed, key) % shardCount }

func (s *sharded[V]) get(key string) (V, bool) {
	v, ok := s.parts[shardOf(key)][key]
	return v, ok
}

// edit begins a new version of the map.
func (s *sharded[V]) edit() *edit[V] {
	return &edit[V]{next: &sharded[V]{parts: s.parts}}
}

// edit is a version of a sharded map in the making. It belongs to one goroutine
// until done.
type edit[V any] struct {
	next *sharded[V]
	own  [shardCount]bool // parts that are copies already
}

func (e *edit[V]) get(key string) (V, bool) { return e.next.get(key) }

func (e *edit[V]) set(key string, v V) { e.part(key)[key] = v }

func (e *edit[V]) delete(key string) { delete(e.part(key), key) }

func (e *edit[V]) part(key string) map[string]V {
	i := shardOf(key)
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

// done is the finished version; the edit must not be used after it.
func (e *edit[V]) done() *sharded[V] { return e.next }
