package snapshot

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Version is the version of the form that is written. Read takes it and all
// that came before.
const Version = 2

// Format is what the member "format" of every snapshot says.
const Format = "azimuth-snapshot"

// MaxSize is the longest text that is read, in bytes.
const MaxSize = 256 << 20

// Snapshot is a server's state.
type Snapshot struct {
	TenantID       string
	SubscriptionID string
	// Documents are in ascending order of their keys, each key once, with
	// Revision 0.
	Documents []resource.Document
}

// file is the text's outermost object, in the order of its members.
type file struct {
	Format         string  `json:"format"`
	Version        int     `json:"version"`
	TenantID       string  `json:"tenantId"`
	SubscriptionID string  `json:"subscriptionId"`
	Documents      []entry `json:"documents"`
}

// entry is a document.
type entry struct {
	Key     string          `json:"key"`
	Kind    string          `json:"kind"`
	Indexes []index         `json:"indexes,omitempty"`
	Body    json.RawMessage `json:"body"`
}

type index struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Unique bool   `json:"unique,omitempty"`
}

// Write writes the canonical text: documents by key, members of their bodies by
// name, indexes by name and value, indented by two blanks. Equal snapshots have
// equal texts, byte for byte.
func (s Snapshot) Write(w io.Writer) error {
	f := file{Format: Format, Version: Version, TenantID: s.TenantID, SubscriptionID: s.SubscriptionID, Documents: make([]entry, 0, len(s.Documents))}
	for _, d := range s.Documents {
		body, err := document.Read(d.Body)
		if err != nil {
			return fmt.Errorf("snapshot: %s: %w", d.Key, err)
		}
		e := entry{Key: d.Key, Kind: d.Kind, Body: document.Write(body)}
		for _, x := range d.Indexes {
			e.Indexes = append(e.Indexes, index(x))
		}
		slices.SortFunc(e.Indexes, func(a, b index) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value)) })
		f.Documents = append(f.Documents, e)
	}
	slices.SortFunc(f.Documents, func(a, b entry) int { return cmp.Compare(a.Key, b.Key) })
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(f)
}

// Text is what Write writes.
func (s Snapshot) Text() ([]byte, error) {
	var b bytes.Buffer
	err := s.Write(&b)
	return b.Bytes(), err
}

// A FormatError says that a text is no snapshot that can be read, and why.
type FormatError struct{ Reason string }

func (e *FormatError) Error() string { return "this is no snapshot that can be read: " + e.Reason }

func wrong(format string, args ...any) error { return &FormatError{fmt.Sprintf(format, args...)} }

// Read reads a snapshot of this version or an older one. Its error for a text
// that is none is a *FormatError.
func Read(text []byte) (Snapshot, error) {
	if len(text) > MaxSize {
		return Snapshot{}, wrong("it has more than %d bytes", MaxSize)
	}
	tree, err := document.Read(text)
	if err != nil {
		return Snapshot{}, wrong("%v", err)
	}
	if err := migrate(tree); err != nil {
		return Snapshot{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(document.Write(tree)))
	decoder.DisallowUnknownFields()
	var f file
	if err := decoder.Decode(&f); err != nil {
		return Snapshot{}, wrong("%v", err)
	}
	for name, id := range map[string]string{"tenantId": f.TenantID, "subscriptionId": f.SubscriptionID} {
		if !resource.IsGUID(id) {
			return Snapshot{}, wrong("its %s %q is no GUID", name, id)
		}
	}
	s := Snapshot{TenantID: f.TenantID, SubscriptionID: f.SubscriptionID, Documents: make([]resource.Document, 0, len(f.Documents))}
	last := ""
	for i, e := range f.Documents {
		d, err := e.document()
		if err != nil {
			return Snapshot{}, wrong("document %d: %v", i, err)
		}
		if d.Key <= last {
			return Snapshot{}, wrong("document %d: the key %s does not come after %q", i, d.Key, last)
		}
		last = d.Key
		s.Documents = append(s.Documents, d)
	}
	return s, s.checkUnique()
}

func (e entry) document() (resource.Document, error) {
	switch {
	case len(e.Key) < 2 || e.Key[0] != '/':
		return resource.Document{}, fmt.Errorf("the key %q does not begin with '/'", e.Key)
	case e.Kind == "":
		return resource.Document{}, errors.New(e.Key + " has no kind")
	case len(e.Body) == 0 || e.Body[0] != '{':
		return resource.Document{}, errors.New("the body of " + e.Key + " is no object")
	}
	d := resource.Document{Key: e.Key, Kind: e.Kind, Body: e.Body}
	for _, x := range e.Indexes {
		if x.Name == "" {
			return d, errors.New(e.Key + " has an index without a name")
		}
		d.Indexes = append(d.Indexes, resource.Index(x))
	}
	return d, nil
}

// checkUnique refuses what no store would keep.
func (s Snapshot) checkUnique() error {
	type value struct{ name, value string }
	type holder struct {
		key    string
		unique bool
	}
	held := make(map[value]holder)
	for _, d := range s.Documents {
		for _, x := range d.Indexes {
			v := value{x.Name, x.Value}
			other, taken := held[v]
			if taken && other.key != d.Key && (other.unique || x.Unique) {
				return wrong("%s and %s have the same unique %s", other.key, d.Key, x.Name)
			}
			held[v] = holder{d.Key, x.Unique || other.unique}
		}
	}
	return nil
}
