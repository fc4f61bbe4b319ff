package token

import "container/list"

// recent is a map that keeps the most recently used entries, up to a limit.
// It is not safe for use from several goroutines.
type recent[K comparable, V any] struct {
	limit   int
	entries map[K]*list.Element
	order   *list.List // of pair[K, V], most recently used first
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](limit int) *recent[K, V] {
	return &recent[K, V]{limit: limit, entries: make(map[K]*list.Element), order: list.New()}
}

// get returns the value at key and marks it as used.
func (r *recent[K, V]) get(key K) (V, bool) {
	element, ok := r.entries[key]
	if !ok {
		var none V
		return none, false
	}
	r.order.MoveToFront(element)
	return element.Value.(*pair[K, V]).value, true
}

// put sets the value at key. Where that makes one entry too many, the least
// recently used one goes, and put returns its key.
func (r *recent[K, V]) put(key K, value V) (evicted K, full bool) {
	if element, ok := r.entries[key]; ok {
		element.Value.(*pair[K, V]).value = value
		r.order.MoveToFront(element)
		return evicted, false
	}
	r.entries[key] = r.order.PushFront(&pair[K, V]{key, value})
	if len(r.entries) <= r.limit {
		return evicted, false
	}
	evicted = r.order.Back().Value.(*pair[K, V]).key
	r.remove(evicted)
	return evicted, true
}

func (r *recent[K, V]) remove(key K) {
	if element, ok := r.entries[key]; ok {
		r.order.Remove(element)
		delete(r.entries, key)
	}
}
