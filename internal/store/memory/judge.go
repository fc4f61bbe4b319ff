package memory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// judge decides whether the batch may be applied, and changes nothing. The
// caller holds s.updates.
func (s *Store) judge(b resource.Batch) error {
	touched, err := touch(b)
	if err != nil {
		return err
	}
	for _, c := range b.Checks {
		if !s.holds(c, b, touched) {
			return resource.ErrConflict
		}
	}
	return s.judgeIndexes(b, touched)
}

// change is what a batch does to a key.
type change int

const (
	put change = iota + 1
	remove
)

// touch returns what the batch does to each of its keys.
func touch(b resource.Batch) (map[string]change, error) {
	touched := make(map[string]change, len(b.Puts)+len(b.Deletes))
	note := func(key string, c change) error {
		if !strings.HasPrefix(key, "/") {
			return fmt.Errorf("memory: the key %q does not begin with '/'", key)
		}
		if touched[key] != 0 {
			return fmt.Errorf("memory: the key %q stands twice in a batch", key)
		}
		touched[key] = c
		return nil
	}
	for _, d := range b.Puts {
		if err := note(d.Key, put); err != nil {
			return nil, err
		}
	}
	for _, key := range b.Deletes {
		if err := note(key, remove); err != nil {
			return nil, err
		}
	}
	return touched, nil
}

func (s *Store) holds(c resource.Check, b resource.Batch, touched map[string]change) bool {
	if c.Unheld != nil {
		return s.unheld(*c.Unheld, b, touched)
	}
	if !c.NothingUnder {
		// Where nothing is, the revision is 0.
		return s.documents[c.Key].Revision == c.Revision
	}
	low, high := beneath(c.Key)
	for _, d := range b.Puts {
		if low < d.Key && d.Key < high {
			return false
		}
	}
	for key := range s.keys.between(low, high) {
		if touched[key] != remove {
			return false
		}
	}
	return true
}

// unheld reports whether after the batch no document holds the index value.
func (s *Store) unheld(x resource.Index, b resource.Batch, touched map[string]change) bool {
	for _, d := range b.Puts {
		for _, o := range d.Indexes {
			if o.Name == x.Name && o.Value == x.Value {
				return false
			}
		}
	}
	holders := s.indexes[entry{x.Name, x.Value}]
	if holders == nil {
		return true
	}
	for key := range holders.between("", everything) {
		if touched[key] == 0 { // no put holds it, so what is touched lets it go
			return false
		}
	}
	return true
}

// judgeIndexes reports the first unique value that two documents would hold
// after the batch. It is enough that one of them calls it unique.
func (s *Store) judgeIndexes(b resource.Batch, touched map[string]change) error {
	type holder struct {
		key    string
		unique bool
	}
	held := make(map[entry]holder)
	for _, d := range b.Puts {
		for _, x := range d.Indexes {
			e := entry{x.Name, x.Value}
			other, taken := held[e]
			if taken && other.key != d.Key && (other.unique || x.Unique) {
				return &resource.DuplicateError{Index: x.Name, Value: x.Value, Holder: other.key}
			}
			if key, taken := s.left(e, x.Unique, touched); taken {
				return &resource.DuplicateError{Index: x.Name, Value: x.Value, Holder: key}
			}
			held[e] = holder{d.Key, x.Unique || (taken && other.unique)}
		}
	}
	return nil
}

// left returns a document that holds the value now, that the batch leaves in
// place, and that does not get along with another holder.
func (s *Store) left(e entry, unique bool, touched map[string]change) (key string, taken bool) {
	holders := s.indexes[e]
	if holders == nil {
		return "", false
	}
	for key := range holders.between("", everything) {
		if touched[key] == 0 && (unique || s.holdsAlone(key, e)) {
			return key, true
		}
		// A unique value has one holder only, so of a shared one the first tells all.
		if !unique {
			break
		}
	}
	return "", false
}

// holdsAlone reports whether the document calls the value unique.
func (s *Store) holdsAlone(key string, e entry) bool {
	return slices.Contains(s.documents[key].Indexes, resource.Index{Name: e.name, Value: e.value, Unique: true})
}
