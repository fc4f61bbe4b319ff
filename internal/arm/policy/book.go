package policy

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// book knows which definitions and assignments are in force. It follows the
// store, so that it is never behind an acknowledged write.
type book struct {
	mu          sync.RWMutex
	definitions map[string]*defined  // custom ones, by key
	assignments map[string]*assigned // by key
}

// defined is a definition as it is kept.
type defined struct {
	id         resource.ID
	record     resource.Record
	properties map[string]any
	definition *policy.Definition
	builtIn    bool
}

// assigned is an assignment as it is kept.
type assigned struct {
	id         resource.ID
	record     resource.Record
	properties map[string]any
	notScopes  []resource.ID
	identity   identity.Assigned
}

// scope is where the assignment holds.
func (a *assigned) scope() resource.ID { return a.id.Parent() }

// enforced reports whether what the assignment demands is done, and not only told.
func (a *assigned) enforced() bool {
	return !strings.EqualFold(document.String(a.properties, "enforcementMode"), doNotEnforce)
}

// holdsAt reports whether the assignment holds for a resource.
func (a *assigned) holdsAt(id resource.ID) bool {
	return id.Within(a.scope()) && !slices.ContainsFunc(a.notScopes, id.Within)
}

// principal is the service principal as which the assignment deploys: its object
// id and its client id; "" where it has none.
func (a *assigned) principal() (objectID, clientID string) {
	switch {
	case a.identity.System != nil:
		return a.identity.System.PrincipalID, a.identity.System.ClientID
	case len(a.identity.User) > 0:
		return a.identity.User[0].PrincipalID, a.identity.User[0].ClientID
	}
	return "", ""
}

// definitionID is the id of what is assigned.
func (a *assigned) definitionID() string { return document.String(a.properties, "policyDefinitionId") }

// openBook reads what is in the store, and follows it.
func openBook(ctx context.Context, store resource.Store) (*book, error) {
	b := &book{definitions: make(map[string]*defined), assignments: make(map[string]*assigned)}
	for _, kind := range []string{definitionKind, assignmentKind} {
		documents, _, err := store.List(ctx, resource.Query{Kind: kind})
		if err != nil {
			return nil, err
		}
		b.follow(documents, nil)
	}
	store.Watch(func(c resource.Commit) { b.follow(c.Puts, c.Deletes) })
	return b, nil
}

func (b *book) follow(puts, deletes []resource.Document) {
	for _, d := range deletes {
		if d.Kind == definitionKind || d.Kind == assignmentKind {
			b.forget(d.Key)
		}
	}
	for _, d := range puts {
		switch d.Kind {
		case definitionKind:
			b.define(d)
		case assignmentKind:
			b.assign(d)
		}
	}
}

func (b *book) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.definitions, key)
	delete(b.assignments, key)
}

// define takes note of a definition. One that cannot be read, which another server
// may have kept as a document of an unknown type, has no effect.
func (b *book) define(d resource.Document) {
	one, err := parseDefined(d)
	if err != nil {
		b.forget(d.Key)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.definitions[d.Key] = one
}

func parseDefined(d resource.Document) (*defined, error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return nil, err
	}
	one := &defined{record: record}
	if one.id, one.properties, err = opened(record); err != nil {
		return nil, err
	}
	one.definition, err = policy.ParseDefinition(one.properties)
	return one, err
}

// opened are a record's id and properties.
func opened(record resource.Record) (resource.ID, map[string]any, error) {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return id, nil, err
	}
	value, err := document.Read(record.Properties)
	properties, _ := value.(map[string]any)
	return id, properties, err
}

func (b *book) assign(d resource.Document) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		b.forget(d.Key)
		return
	}
	one, err := parseAssigned(record)
	if err != nil {
		b.forget(d.Key)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.assignments[d.Key] = one
}

func parseAssigned(record resource.Record) (*assigned, error) {
	one := &assigned{record: record}
	var err error
	if one.id, one.properties, err = opened(record); err != nil {
		return nil, err
	}
	for _, text := range document.Array(one.properties, "notScopes") {
		s, _ := text.(string)
		scope, err := resource.ParseID(s)
		if err != nil {
			return nil, err
		}
		one.notScopes = append(one.notScopes, scope)
	}
	one.identity, err = identity.Parse(record.Identity)
	return one, err
}

// definition is the definition with an id, or nil.
func (b *book) definition(id string) *defined {
	parsed, err := resource.ParseID(id)
	if err != nil {
		return nil
	}
	if parsed.Subscription() == "" {
		return builtIn(parsed)
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.definitions[parsed.Key()]
}

// assignment is the assignment with an id, or nil.
func (b *book) assignment(id string) *assigned {
	parsed, err := resource.ParseID(id)
	if err != nil {
		return nil
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.assignments[parsed.Key()]
}

// definitionsAt are the custom definitions of a subscription, and those that are
// built in, in the order of their keys.
func (b *book) definitionsAt(scope resource.ID) []*defined {
	all := slices.Clone(builtIns())
	if scope.IsRoot() {
		return all
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, d := range b.definitions {
		if d.id.Within(scope.SubscriptionID()) {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(x, y *defined) int { return strings.Compare(x.id.Key(), y.id.Key()) })
	return all
}

// assignmentsOf are those assignments that are chosen, in the order of their keys.
func (b *book) assignmentsOf(chosen func(*assigned) bool) []*assigned {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var all []*assigned
	for _, a := range b.assignments {
		if chosen(a) {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(x, y *assigned) int { return strings.Compare(x.id.Key(), y.id.Key()) })
	return all
}

// at are the assignments that hold for a resource.
func (b *book) at(id resource.ID) []*assigned {
	return b.assignmentsOf(func(a *assigned) bool { return a.holdsAt(id) })
}

// isDeployer reports whether a principal is one as which an assignment deploys.
func (b *book) isDeployer(objectID string) bool {
	return len(b.assignmentsOf(func(a *assigned) bool {
		principal, _ := a.principal()
		return principal != "" && strings.EqualFold(principal, objectID)
	})) > 0
}
