package memory

import (
	"iter"
	"slices"
	"sort"
)

// chunkSize is the most keys that one chunk holds. An insertion moves at most
// one chunk's keys and the list of chunks.
const chunkSize = 512

// ordered is a set of keys in ascending order. It keeps them in sorted chunks,
// so that with 10^5 keys every operation touches a few hundred of them at most.
// The zero ordered is empty. No chunk is ever empty.
type ordered struct {
	chunks [][]string
	length int
}

// find returns the chunk that holds the key or would hold it, the key's place
// in that chunk, and whether it is there.
func (o *ordered) find(key string) (chunk, at int, found bool) {
	if len(o.chunks) == 0 {
		return 0, 0, false
	}
	// The last chunk whose first key is not above the key.
	chunk = max(0, sort.Search(len(o.chunks), func(i int) bool { return o.chunks[i][0] > key })-1)
	at, found = slices.BinarySearch(o.chunks[chunk], key)
	return chunk, at, found
}

func (o *ordered) insert(key string) {
	chunk, at, found := o.find(key)
	switch {
	case found:
		return
	case len(o.chunks) == 0:
		o.chunks = [][]string{{key}}
	default:
		o.chunks[chunk] = slices.Insert(o.chunks[chunk], at, key)
		o.split(chunk)
	}
	o.length++
}

func (o *ordered) split(chunk int) {
	keys := o.chunks[chunk]
	if len(keys) <= chunkSize {
		return
	}
	// Keys often arrive in ascending order: leaving the first part nearly full
	// keeps the chunks dense then.
	cut := len(keys) / 2
	if chunk == len(o.chunks)-1 {
		cut = len(keys) * 7 / 8
	}
	o.chunks = slices.Insert(o.chunks, chunk+1, slices.Clone(keys[cut:]))
	o.chunks[chunk] = slices.Delete(keys, cut, len(keys))
}

func (o *ordered) remove(key string) {
	chunk, at, found := o.find(key)
	if !found {
		return
	}
	o.length--
	o.chunks[chunk] = slices.Delete(o.chunks[chunk], at, at+1)
	if len(o.chunks[chunk]) == 0 {
		o.chunks = slices.Delete(o.chunks, chunk, chunk+1)
	}
}

// between yields the keys k with low < k < high in ascending order. The set
// must not change meanwhile.
func (o *ordered) between(low, high string) iter.Seq[string] {
	return func(yield func(string) bool) {
		chunk, at, found := o.find(low)
		if found {
			at++
		}
		for ; chunk < len(o.chunks); chunk, at = chunk+1, 0 {
			for _, key := range o.chunks[chunk][at:] {
				if key >= high || !yield(key) {
					return
				}
			}
		}
	}
}
