package resource

import (
	"context"
	"errors"
	"fmt"
)

// Document is the unit that a Store keeps: one resource, principal, key or
// other record, as JSON.
type Document struct {
	// Key is the document's address in lower case, as ID.Key gives it; things
	// that are no ARM resources live under roots of their own, such as
	// "/directory/". It begins with '/', and is unique.
	Key string
	// Kind is what the document is, in lower case: a resource's type, such as
	// "microsoft.compute/virtualmachines", or a name such as "directory/application".
	Kind string
	// Revision is the revision of the commit that last wrote the document.
	// Stores set it; Update ignores it in what is written.
	Revision int64
	// Indexes are the values by which Find finds the document.
	Indexes []Index
	// Body is the JSON text. Neither stores nor callers change it in place.
	Body []byte
}

// Index is one value of a declared index of a document.
type Index struct {
	Name  string
	Value string
	// Unique demands that no other document holds the same name and value.
	Unique bool
}

// Store keeps documents. All methods may be called from many goroutines. What
// is read is committed and durable; what Update acknowledged is read by every
// call that begins afterwards, and survives the process.
//
// Every error but those named here (and the context's) is a fault of the store.
type Store interface {
	// Get returns the document at key, or ErrNotFound.
	Get(ctx context.Context, key string) (Document, error)

	// List returns the documents that q selects in ascending order of Key,
	// at most q.Limit of them. more reports whether documents after the last
	// returned one match too. A list is a snapshot of one moment.
	List(ctx context.Context, q Query) (documents []Document, more bool, err error)

	// Find returns the documents that hold the index value, in order of Key;
	// none is no error.
	Find(ctx context.Context, index, value string) ([]Document, error)

	// Update applies the batch whole or not at all, and returns the commit's
	// revision, larger than that of every earlier commit. It returns once the
	// commit is durable and every Watch function has seen it.
	//
	// It fails with ErrConflict when a Check does not hold at that moment, and
	// with a *DuplicateError when a unique index value is taken by a document
	// that the batch leaves in place; nothing is changed then.
	Update(ctx context.Context, b Batch) (revision int64, err error)

	// Watch registers fn, which then sees each commit once, in commit order,
	// after the commit is durable and before its Update returns. Register
	// before the first Update. fn is called by one goroutine at a time, must be
	// quick and must not call Update.
	Watch(fn func(Commit))

	// Close ends the store; calls that are under way end first. It must be
	// called once.
	Close() error
}

// Query selects documents.
type Query struct {
	// Kind selects documents of this kind; "" all kinds.
	Kind string
	// Under selects documents beneath this key at any depth, without the one at
	// the key itself; "" or "/" selects everything.
	Under string
	// After is the key after which to go on, or "".
	After string
	// Limit is the most that one call returns; 0 means no limit.
	Limit int
}

// Batch is a set of changes that are made together.
type Batch struct {
	// Checks must all hold for the batch to be applied. Revisions are judged
	// against the state before the batch, NothingUnder and Unheld against the
	// state after it.
	Checks []Check
	// Puts are written, each replacing what stood at its key. No key stands twice in a batch.
	Puts []Document
	// Deletes are the keys to remove; a key that is not there is no error.
	Deletes []string
}

// Check is a condition of a Batch: about one key's revision, or, with
// NothingUnder, about the keys beneath it, or, with Unheld, about an index value.
type Check struct {
	Key string
	// Revision is the revision that the document must have; 0 means that no
	// document may be there.
	Revision int64
	// NothingUnder demands that after the batch no document stands beneath Key.
	// Revision is not looked at then.
	NothingUnder bool
	// Unheld demands that after the batch no document holds this index value;
	// its Unique, and the Check's other members, are not looked at then.
	Unheld *Index
}

// Commit is what one Update changed.
type Commit struct {
	Revision int64
	Puts     []Document // with Revision set
	Deletes  []Document // as they were; those that were not there are left out
}

// ErrNotFound is Get's answer for a key that holds nothing.
var ErrNotFound = errors.New("resource: no such document")

// ErrConflict is Update's answer when a Check does not hold: the caller reads
// anew and decides again.
var ErrConflict = errors.New("resource: the documents changed meanwhile")

// DuplicateError is Update's answer when a unique index value is taken.
type DuplicateError struct {
	Index  string
	Value  string
	Holder string // key of the document that holds it
}

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("resource: index %s: value %q is held by %s", e.Index, e.Value, e.Holder)
}
