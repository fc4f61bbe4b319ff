package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// request is one Update on its way through the writer.
type request struct {
	ctx     context.Context
	checks  []resource.Check
	changes map[string]*change // by key
	order   []*change          // the same: deletes, then puts, as the batch has them

	// commit or err is set before done is closed.
	commit resource.Commit
	err    error
	done   chan struct{}
}

// change is what a batch does to one key.
type change struct {
	key     string
	put     *resource.Document // nil removes what is there
	indexes []byte             // put's, encoded
	// old is what stands at the key before the batch, and held its index values
	// unless put has the same. The writer looks them up.
	old  row
	held []resource.Index
}

// sameIndexes reports whether the document has the index values that it had.
func (c *change) sameIndexes() bool { return bytes.Equal(c.old.indexes, c.indexes) }

// row is a document's row without its body. Its id is 0 where nothing is.
type row struct {
	id       int64
	kind     string
	revision int64
	indexes  []byte
}

// newRequest prepares what needs no database, so that the writer need not.
func newRequest(ctx context.Context, b resource.Batch) (*request, error) {
	n := len(b.Deletes) + len(b.Puts)
	r := &request{
		ctx:     ctx,
		checks:  b.Checks,
		changes: make(map[string]*change, n),
		order:   make([]*change, 0, n),
		done:    make(chan struct{}),
	}
	for _, key := range b.Deletes {
		if err := r.add(&change{key: key}); err != nil {
			return nil, err
		}
	}
	for i := range b.Puts {
		d := &b.Puts[i]
		if err := r.add(&change{key: d.Key, put: d, indexes: encodeIndexes(d.Indexes)}); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *request) add(c *change) error {
	if !strings.HasPrefix(c.key, "/") {
		return fmt.Errorf("sqlite: the key %q does not begin with '/'", c.key)
	}
	if r.changes[c.key] != nil {
		return fmt.Errorf("sqlite: the key %q stands twice in a batch", c.key)
	}
	r.changes[c.key] = c
	r.order = append(r.order, c)
	return nil
}

// fail answers the request with an error.
func (r *request) fail(err error) {
	r.err = err
	close(r.done)
}

// size is about how many bytes the request writes.
func (r *request) size() (bytes int) {
	for _, c := range r.order {
		bytes += len(c.indexes)
		if c.put != nil {
			bytes += len(c.put.Body)
		}
	}
	return bytes
}
