package arm

import (
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// records keeps resources that were lately read, as they were parsed: reading
// JSON costs more than all else that a read of one resource takes. An entry is
// good for the revision of the document that it came from, so that it is never
// behind. What it gives is shared: readers do not change it.
type records struct {
	mu   sync.RWMutex
	kept map[string]keptRecord // by the document's key
	size int                   // of the kept properties, in bytes
}

type keptRecord struct {
	revision int64
	record   resource.Record
}

// recordsSize bounds what is kept.
const recordsSize = 4 << 20

func (r *records) parse(t *ResourceType, d resource.Document) (resource.Record, error) {
	r.mu.RLock()
	kept, ok := r.kept[d.Key]
	r.mu.RUnlock()
	if ok && kept.revision == d.Revision {
		return kept.record, nil
	}
	record, err := t.parse(d)
	if err != nil {
		return record, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil || r.size+len(d.Body) > recordsSize {
		r.kept, r.size = make(map[string]keptRecord), 0
	}
	r.kept[d.Key] = keptRecord{d.Revision, record}
	r.size += len(d.Body)
	return record, nil
}
