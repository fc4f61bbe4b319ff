package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Record is the stored form of a resource: the body of its Document. One form
// serves every api-version; what a client sees is a view of it.
type Record struct {
	ID       string `json:"id"`   // in the case in which the user made it
	Type     string `json:"type"` // canonical, such as "Microsoft.Compute/virtualMachines"
	Location string `json:"location,omitempty"`
	// Tags are nil where none were ever sent, which Azure shows as no tags at all.
	Tags map[string]string `json:"tags,omitzero"`
	// Identity is what the resource holds, in the form of internal/identity.
	Identity json.RawMessage `json:"identity,omitempty"`
	// Members are the other members beside properties: sku, plan, zones, kind, managedBy.
	Members map[string]json.RawMessage `json:"members,omitempty"`
	// Properties are the user's, unknown members and nulls included.
	Properties json.RawMessage `json:"properties,omitempty"`
	// Server are the facts that the resource's type keeps and never shows.
	Server json.RawMessage `json:"server,omitempty"`
	// Pending is the operation that runs on the resource; nil for none.
	Pending *Pending `json:"pending,omitempty"`
	// Etag counts the writes, or is a GUID, as the type has it; "" for none.
	Etag     string    `json:"etag,omitempty"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
}

// Pending is the state of a resource while an operation runs on it.
type Pending struct {
	State string `json:"state"` // such as "Updating"
	// Ends is when the state is over; nil where that is decided elsewhere.
	Ends *time.Time `json:"ends,omitempty"`
	// Unresolved are the ids of the user-assigned identities that the operation
	// adds: their principals are not shown before it has ended.
	Unresolved []string `json:"unresolved,omitempty"`
	// Held is the mark of the fault that keeps the operation in progress, or "".
	Held string `json:"held,omitempty"`
	// Then is the state after the operation, until the next write; "" for the one
	// that the resource says itself.
	Then string `json:"then,omitempty"`
}

// ParseRecord reads a stored resource.
func ParseRecord(d Document) (Record, error) {
	var r Record
	if err := json.Unmarshal(d.Body, &r); err != nil {
		return r, fmt.Errorf("resource: %s: %w", d.Key, err)
	}
	return r, nil
}

// ParseRecords reads stored resources, in their order.
func ParseRecords(documents []Document) ([]Record, error) {
	records := make([]Record, len(documents))
	for i, d := range documents {
		var err error
		if records[i], err = ParseRecord(d); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Getter is what reading a document takes: a store, or a unit of work.
type Getter interface {
	// Get returns the document at key, or ErrNotFound.
	Get(ctx context.Context, key string) (Document, error)
}

// Load reads the resource at a key, and the document that holds it; ErrNotFound
// where there is none.
func Load(ctx context.Context, g Getter, key string) (Record, Document, error) {
	d, err := g.Get(ctx, key)
	if err != nil {
		return Record{}, d, err
	}
	r, err := ParseRecord(d)
	return r, d, err
}

// Name is the last segment of the record's id.
func (r Record) Name() string { return r.ID[strings.LastIndexByte(r.ID, '/')+1:] }

// Facts reads the record's Server member as what the resource's type keeps there;
// the zero value where nothing is kept, or the record is nil.
func Facts[T any](r *Record) (facts T, err error) {
	if r == nil || len(r.Server) == 0 {
		return facts, nil
	}
	err = json.Unmarshal(r.Server, &facts)
	return facts, err
}

// Keep sets the record's Server member to what Facts reads. It takes only what
// JSON can hold.
func (r *Record) Keep(facts any) {
	text, err := json.Marshal(facts)
	if err != nil {
		panic(err)
	}
	r.Server = text
}

// Document is the record's stored form, with the given index values.
func (r Record) Document(indexes ...Index) Document {
	body, err := json.Marshal(r)
	if err != nil {
		panic(err) // the raw members were JSON when they came
	}
	return Document{Key: strings.ToLower(r.ID), Kind: strings.ToLower(r.Type), Indexes: indexes, Body: body}
}
