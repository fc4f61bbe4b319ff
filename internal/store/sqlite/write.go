package sqlite

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// write makes the request's changes.
func (w *writer) write(r *request, revision int64) (resource.Commit, error) {
	commit := resource.Commit{Revision: revision}
	for _, c := range r.order {
		if c.put == nil {
			if c.old.id == 0 {
				continue
			}
			old, err := w.delete(c)
			if err != nil {
				return commit, err
			}
			commit.Deletes = append(commit.Deletes, old)
			continue
		}
		if err := w.put(c, revision); err != nil {
			return commit, err
		}
		d := *c.put
		d.Revision = revision
		d.Indexes = slices.Clone(d.Indexes)
		commit.Puts = append(commit.Puts, d)
	}
	return commit, nil
}

// delete removes the document at a key and returns it as it was.
func (w *writer) delete(c *change) (resource.Document, error) {
	old, err := scan(w.document.QueryRowContext(background, c.key))
	if err != nil {
		return old, err
	}
	if err := execute(w.remove, c.old.id); err != nil {
		return old, err
	}
	return old, w.replaceValues(c.key, old.Indexes, nil)
}

func (w *writer) put(c *change, revision int64) error {
	d := c.put
	if c.old.id == 0 {
		if err := execute(w.insert, d.Key, d.Kind, revision, c.indexes, d.Body); err != nil {
			return err
		}
		return w.replaceValues(d.Key, nil, d.Indexes)
	}
	if err := execute(w.body, revision, c.indexes, d.Body, c.old.id); err != nil {
		return err
	}
	if d.Kind != c.old.kind {
		if err := execute(w.kind, d.Kind, c.old.id); err != nil {
			return err
		}
	}
	if c.sameIndexes() {
		return nil
	}
	return w.replaceValues(d.Key, c.held, d.Indexes)
}

// replaceValues turns a document's rows in index_values into the new ones, and
// leaves alone what stays.
func (w *writer) replaceValues(key string, old, now []resource.Index) error {
	old, now = distinct(old), distinct(now)
	for _, x := range old {
		if !slices.Contains(now, x) {
			if err := execute(w.deleteValue, x.Name, x.Value, key); err != nil {
				return err
			}
		}
	}
	for _, x := range now {
		if !slices.Contains(old, x) {
			if err := execute(w.insertValue, x.Name, x.Value, key, x.Unique); err != nil {
				return err
			}
		}
	}
	return nil
}

// distinct has each name and value once, unique where any of its kind is.
func distinct(indexes []resource.Index) []resource.Index {
	once := make([]resource.Index, 0, len(indexes))
	for _, x := range indexes {
		same := func(o resource.Index) bool { return o.Name == x.Name && o.Value == x.Value }
		if i := slices.IndexFunc(once, same); i >= 0 {
			once[i].Unique = once[i].Unique || x.Unique
			continue
		}
		once = append(once, x)
	}
	return once
}
