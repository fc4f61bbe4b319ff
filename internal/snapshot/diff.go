package snapshot

import (
	"fmt"
	"maps"
	"slices"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Difference is what leads from one snapshot to another, each part in the order
// of ids.
type Difference struct {
	Added   []Item   `json:"added"`
	Removed []Item   `json:"removed"`
	Changed []Change `json:"changed"`
}

// Item is a document that only one of two snapshots has.
type Item struct {
	ID   string `json:"id"` // the resource's id as its owner wrote it, or the document's key
	Kind string `json:"kind"`
}

// Change is a document that both have, with what differs.
type Change struct {
	Item

	Members []Member `json:"members"`
}

// Member is a member of a document with its values, as JSON; what is not there
// has none.
type Member struct {
	Path   string `json:"path"` // such as "properties.subnets[0].name"
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}

// Empty reports whether the snapshots are the same.
func (d Difference) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Diff compares two snapshots.
func Diff(before, after Snapshot) (Difference, error) {
	difference := Difference{Added: []Item{}, Removed: []Item{}, Changed: []Change{}}
	old, present := byKey(before), byKey(after)
	for _, key := range slices.Sorted(maps.Keys(old)) {
		tree, err := old[key].tree()
		if err != nil {
			return difference, err
		}
		item := Item{ID: idOf(key, tree), Kind: old[key].Kind}
		d, still := present[key]
		if !still {
			difference.Removed = append(difference.Removed, item)
			continue
		}
		now, err := d.tree()
		if err != nil {
			return difference, err
		}
		if members := compare(nil, "", tree, now); len(members) > 0 {
			difference.Changed = append(difference.Changed, Change{item, members})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(present)) {
		if _, was := old[key]; was {
			continue
		}
		tree, err := present[key].tree()
		if err != nil {
			return difference, err
		}
		difference.Added = append(difference.Added, Item{ID: idOf(key, tree), Kind: present[key].Kind})
	}
	return difference, nil
}

// kept is a document as it is compared.
type kept struct{ resource.Document }

func byKey(s Snapshot) map[string]kept {
	documents := make(map[string]kept, len(s.Documents))
	for _, d := range s.Documents {
		documents[d.Key] = kept{d}
	}
	return documents
}

// tree is the body, with the kind and the indexes as members that no body has.
func (k kept) tree() (map[string]any, error) {
	value, err := document.Read(k.Body)
	if err != nil {
		return nil, fmt.Errorf("snapshot: %s: %w", k.Key, err)
	}
	body, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("snapshot: the body of %s is no object", k.Key)
	}
	tree := maps.Clone(body)
	tree["(kind)"] = k.Kind
	indexes := make(map[string]any, len(k.Indexes))
	for _, x := range k.Indexes {
		indexes[x.Name+"="+x.Value] = x.Unique
	}
	tree["(indexes)"] = indexes
	return tree, nil
}

func idOf(key string, body map[string]any) string {
	if id, _ := body["id"].(string); id != "" && resourceID(id).Key() == key {
		return id
	}
	return key
}

func resourceID(text string) resource.ID {
	id, err := resource.ParseID(text)
	if err != nil {
		return resource.Root
	}
	return id
}

// compare adds the members in which two values differ.
func compare(found []Member, path string, a, b any) []Member {
	switch before := a.(type) {
	case map[string]any:
		if after, ok := b.(map[string]any); ok {
			return compareObjects(found, path, before, after)
		}
	case []any:
		if after, ok := b.([]any); ok {
			return compareArrays(found, path, before, after)
		}
	}
	if !document.Equal(a, b) {
		found = append(found, Member{Path: path, Before: shown(a), After: shown(b)})
	}
	return found
}

func compareObjects(found []Member, path string, before, after map[string]any) []Member {
	names := slices.Collect(maps.Keys(before))
	for name := range after {
		if _, ok := before[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		at := name
		if path != "" {
			at = path + "." + name
		}
		a, was := before[name]
		b, is := after[name]
		switch {
		case was && is:
			found = compare(found, at, a, b)
		case was:
			found = append(found, Member{Path: at, Before: shown(a)})
		default:
			found = append(found, Member{Path: at, After: shown(b)})
		}
	}
	return found
}

// null is a null that is there, which is not the same as nothing.
type null struct{}

func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

func shown(value any) any {
	if value == nil {
		return null{}
	}
	return value
}

func compareArrays(found []Member, path string, before, after []any) []Member {
	for i := range max(len(before), len(after)) {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case i >= len(after):
			found = append(found, Member{Path: at, Before: shown(before[i])})
		case i >= len(before):
			found = append(found, Member{Path: at, After: shown(after[i])})
		default:
			found = compare(found, at, before[i], after[i])
		}
	}
	return found
}
