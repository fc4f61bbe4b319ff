package directory

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// IdentifierIndex is the index entry of an application's identifier URI. No two
// applications have one URI, whatever its case and its trailing slash.
func IdentifierIndex(uri string) resource.Index {
	return resource.Index{Name: IndexOf("identifierUris"), Value: audienceName(uri), Unique: true}
}

// audienceName is the form in which the names of audiences are compared.
func audienceName(s string) string { return strings.ToLower(strings.TrimSuffix(s, "/")) }

// Audience is an application as the audience of tokens.
type Audience struct {
	AppID string
	// V2 reports whether the application takes tokens of version 2.0.
	V2 bool
}

// Applications are the names of the tenant's applications as audiences, in
// memory. A write to the store is in here before it is acknowledged.
type Applications struct {
	mu     sync.RWMutex
	byName map[string]Audience
	names  map[string][]string // by the application's document key
}

// OpenApplications loads the names from the store and follows it from then on.
// Call it before the first write.
func OpenApplications(ctx context.Context, store resource.Store) (*Applications, error) {
	documents, _, err := store.List(ctx, resource.Query{Kind: ApplicationKind})
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	a := &Applications{byName: make(map[string]Audience), names: make(map[string][]string)}
	for _, d := range documents {
		application, err := ParseApplication(d)
		if err != nil {
			return nil, err
		}
		a.put(d.Key, application)
	}
	store.Watch(a.follow)
	return a, nil
}

// Audience returns the application that an audience names: by its client id, by
// "api://" and its client id, or by one of its identifier URIs; false where there is none.
func (a *Applications) Audience(name string) (Audience, bool) {
	name = audienceName(name)
	a.mu.RLock()
	defer a.mu.RUnlock()
	if found, ok := a.byName[name]; ok {
		return found, true
	}
	if id, ok := strings.CutPrefix(name, "api://"); ok && resource.IsGUID(id) {
		found, ok := a.byName[id]
		return found, ok
	}
	return Audience{}, false
}

func (a *Applications) follow(c resource.Commit) {
	for _, d := range c.Deletes {
		if d.Kind == ApplicationKind {
			a.drop(d.Key)
		}
	}
	for _, d := range c.Puts {
		if d.Kind != ApplicationKind {
			continue
		}
		application, err := ParseApplication(d)
		if err != nil {
			panic(err) // what we wrote ourselves a moment ago can be read
		}
		a.put(d.Key, application)
	}
}

func (a *Applications) put(key string, application Application) {
	a.drop(key)
	names := make([]string, 0, 1+len(application.IdentifierURIs))
	names = append(names, audienceName(application.AppID))
	for _, uri := range application.IdentifierURIs {
		names = append(names, audienceName(uri))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, name := range names {
		a.byName[name] = Audience{AppID: application.AppID, V2: application.TokenVersion == 2}
	}
	a.names[key] = names
}

func (a *Applications) drop(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, name := range a.names[key] {
		delete(a.byName, name)
	}
	delete(a.names, key)
}
