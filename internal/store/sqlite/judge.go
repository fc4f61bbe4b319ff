package sqlite

import (
	"database/sql"
	"errors"
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// look fills in what stands at the keys that the request changes.
func (w *writer) look(r *request) error {
	for _, c := range r.order {
		old, err := w.rowAt(c.key)
		if err != nil {
			return err
		}
		c.old, c.held = old, nil
		if !c.sameIndexes() {
			if c.held, err = decodeIndexes(old.indexes); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) rowAt(key string) (row, error) {
	var at row
	err := w.row.QueryRowContext(background, key).Scan(&at.id, &at.kind, &at.revision, &at.indexes)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, nil
	}
	return at, err
}

// judge decides whether the request may be written; refusal is why not, for its
// caller.
func (w *writer) judge(r *request) (refusal, err error) {
	for _, c := range r.checks {
		holds, err := w.holds(c, r)
		if err != nil {
			return nil, err
		}
		if !holds {
			return resource.ErrConflict, nil
		}
	}
	return w.judgeIndexes(r)
}

func (w *writer) holds(c resource.Check, r *request) (bool, error) {
	if c.Unheld != nil {
		return w.unheld(*c.Unheld, r)
	}
	if c.NothingUnder {
		return w.nothingUnder(c.Key, r)
	}
	// Where nothing is, the revision is 0.
	if change := r.changes[c.Key]; change != nil {
		return change.old.revision == c.Revision, nil
	}
	revision, err := w.revisionAt(c.Key)
	return revision == c.Revision, err
}

// revisionAt is the revision of what stands at key in the present transaction.
func (w *writer) revisionAt(key string) (int64, error) {
	if revision, ok := w.written[key]; ok {
		return revision, nil
	}
	if d, ok, _ := w.recent.get(key); ok {
		return d.Revision, nil
	}
	at, err := w.rowAt(key)
	return at.revision, err
}

// unheld reports whether after the request no document holds the index value.
func (w *writer) unheld(x resource.Index, r *request) (bool, error) {
	for _, c := range r.order {
		if c.put != nil && holdsValue(c.put.Indexes, x) {
			return false, nil
		}
	}
	nobody := true
	err := each(w.taken, func(row *sql.Rows) (enough bool, err error) {
		var key string
		var unique bool
		err = row.Scan(&key, &unique)
		nobody = r.changes[key] != nil // no put holds it, so it is let go
		return !nobody, err
	}, x.Name, x.Value)
	return nobody, err
}

func holdsValue(indexes []resource.Index, x resource.Index) bool {
	return slices.ContainsFunc(indexes, func(o resource.Index) bool { return o.Name == x.Name && o.Value == x.Value })
}

// nothingUnder reports whether after the request no document stands beneath key.
func (w *writer) nothingUnder(key string, r *request) (bool, error) {
	low, high := beneath(key)
	for _, c := range r.order {
		if c.put != nil && low < c.key && c.key < high {
			return false, nil
		}
	}
	nothing := true
	err := each(w.keys, func(row *sql.Rows) (enough bool, err error) {
		var key string
		err = row.Scan(&key)
		nothing = r.changes[key] != nil // no put is beneath, so it is a delete
		return !nothing, err
	}, low, high)
	return nothing, err
}

// judgeIndexes refuses the first unique value that two documents would hold
// after the request. It is enough that one of them calls it unique.
func (w *writer) judgeIndexes(r *request) (refusal, err error) {
	type entry struct{ name, value string }
	type holder struct {
		key    string
		unique bool
	}
	var held map[entry]holder // by the request's own documents
	if len(r.order) > 1 {
		held = make(map[entry]holder)
	}
	for _, c := range r.order {
		if c.put == nil {
			continue
		}
		for _, x := range c.put.Indexes {
			if held != nil {
				e := entry{x.Name, x.Value}
				other, taken := held[e]
				if taken && other.key != c.key && (other.unique || x.Unique) {
					return duplicate(x, other.key), nil
				}
				held[e] = holder{c.key, x.Unique || (taken && other.unique)}
			}
			// What the document held before nobody else holds, unless by this request.
			if c.sameIndexes() || slices.Contains(c.held, x) {
				continue
			}
			if refusal, err := w.judgeValue(x, r); refusal != nil || err != nil {
				return refusal, err
			}
		}
	}
	return nil, nil
}

// judgeValue refuses an index value that does not get along with a document
// that the request leaves in place.
func (w *writer) judgeValue(x resource.Index, r *request) (refusal, err error) {
	err = each(w.taken, func(row *sql.Rows) (enough bool, err error) {
		var key string
		var unique bool
		if err := row.Scan(&key, &unique); err != nil {
			return false, err
		}
		left := r.changes[key] == nil
		if left && (unique || x.Unique) {
			refusal = duplicate(x, key)
		}
		// A unique value has one holder only, so of a shared one the first tells all.
		return left || !x.Unique, nil
	}, x.Name, x.Value)
	return refusal, err
}

func duplicate(x resource.Index, holder string) error {
	return &resource.DuplicateError{Index: x.Name, Value: x.Value, Holder: holder}
}
