package arm

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// idsBefore is the api-version from which user-assigned identities are a map;
// before it they are the array identityIds.
const idsBefore = "2018-06-01"

// expansions are the members that a platform list shows where they are asked for
// and given.
var expansions = []string{"createdTime", "changedTime", "provisioningState"}

// Shown is a resource on its way to a client, for a type's Show hook to change.
type Shown struct {
	*Call
	Record resource.Record
	// Name is the member "name"; by default the id's last segment.
	Name string
	// HideType leaves the member "type" out, as the oldest api-versions do.
	HideType bool

	properties map[string]any
	extra      [][2]string
}

// Extra shows a text beside the members that all resources have.
func (s *Shown) Extra(name, text string) { s.extra = append(s.extra, [2]string{name, text}) }

// Properties are the resource's properties, to be changed in place.
func (s *Shown) Properties() (map[string]any, error) {
	if s.properties == nil {
		properties, err := readProperties(s.Record.Properties)
		if err != nil {
			return nil, err
		}
		s.properties = properties
	}
	return s.properties, nil
}

// render is the body that shows a resource at the call's api-version.
func (e *Engine) render(ctx context.Context, c *Call, record resource.Record) ([]byte, error) {
	t := e.typeOf(lower(record.Type))
	s := &Shown{Call: c, Record: record, Name: record.ID[lastSlash(record.ID)+1:]}
	short := c.Type == nil // a platform list shows resources without what their types compute
	if short && t != nil && t.nested() {
		s.Name = fullName(record.ID)
	}
	if t != nil && t.Show != nil && !short {
		if err := t.Show(ctx, s); err != nil {
			return nil, err
		}
	}
	if t != nil && !short {
		if err := e.showPending(s); err != nil {
			return nil, err
		}
	}
	if s.properties != nil {
		s.Record.Properties = document.Write(s.properties)
	}
	assigned, err := identity.Parse(s.Record.Identity)
	if err != nil {
		return nil, err
	}
	if e.pending(s.Record) != "" {
		assigned = assigned.Unresolved(s.Record.Pending.Unresolved)
	}
	w := &objectWriter{}
	w.text("id", s.Record.ID)
	w.text("name", s.Name)
	if !s.HideType {
		w.text("type", s.Record.Type)
	}
	for _, extra := range s.extra {
		w.text(extra[0], extra[1])
	}
	w.text("location", s.Record.Location)
	w.texts("tags", s.Record.Tags)
	w.raw("identity", assigned.Render(e.Identity.TenantID, c.Version.Before(idsBefore)))
	if t != nil {
		for _, member := range t.membersOf(names(s.Record.Members)) {
			w.raw(member, s.Record.Members[member])
		}
		if t.showsEtag(c.Version) && !short {
			w.text("etag", t.etag(s.Record))
		}
	}
	w.raw("properties", s.Record.Properties)
	if short {
		for _, member := range expansions {
			w.raw(member, s.Record.Members[member])
		}
	}
	return w.done(), nil
}

// objectWriter writes an object's members in the order in which they are given,
// and leaves out what is empty.
type objectWriter struct{ b bytes.Buffer }

func (w *objectWriter) name(name string) {
	if w.b.Len() == 0 {
		w.b.WriteByte('{')
	} else {
		w.b.WriteByte(',')
	}
	w.b.WriteByte('"')
	w.b.WriteString(name)
	w.b.WriteString(`":`)
}

func (w *objectWriter) raw(name string, text json.RawMessage) {
	if len(text) > 0 {
		w.name(name)
		w.b.Write(text)
	}
}

func (w *objectWriter) text(name, text string) {
	if text != "" {
		w.name(name)
		w.quote(text)
	}
}

// texts writes an object of texts; only nil is left out.
func (w *objectWriter) texts(name string, texts map[string]string) {
	if texts == nil {
		return
	}
	w.name(name)
	w.b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(texts)) {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.quote(name)
		w.b.WriteByte(':')
		w.quote(texts[name])
	}
	w.b.WriteByte('}')
}

func (w *objectWriter) quote(text string) {
	if !plain(text) {
		w.b.Write(document.Write(text))
		return
	}
	w.b.WriteByte('"')
	w.b.WriteString(text)
	w.b.WriteByte('"')
}

// plain reports whether a text stands in JSON as it is.
func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}

func (w *objectWriter) done() []byte {
	w.b.WriteByte('}')
	return w.b.Bytes()
}
