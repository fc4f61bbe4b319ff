package directory

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// reader is what looking an object up needs: the store, or a Change.
type reader interface {
	Get(ctx context.Context, key string) (resource.Document, error)
}

// Principal returns the document of the user, group or service principal with
// an object id, or Graph's error for one that is not there.
func (c *Change) Principal(ctx context.Context, id string) (resource.Document, error) {
	return principalIn(ctx, c, id)
}

func principalIn(ctx context.Context, from reader, id string) (resource.Document, error) {
	if !resource.IsGUID(id) {
		return resource.Document{}, Missing(id)
	}
	id = strings.ToLower(id)
	for _, key := range []string{PrincipalKey(id), UserKey(id), GroupKey(id)} {
		d, err := from.Get(ctx, key)
		if !errors.Is(err, resource.ErrNotFound) {
			return d, err
		}
	}
	return resource.Document{}, Missing(id)
}

// Object returns the document of the user, group, service principal or
// application with an object id, or Graph's error for one that is not there.
func (d Directory) Object(ctx context.Context, id string) (resource.Document, error) {
	found, err := principalIn(ctx, d.Store, id)
	if resource.AsError(err).Kind != resource.KindNotFound {
		return found, err
	}
	return d.Application(ctx, id)
}

// ObjectOf returns the document of the user, group or service principal (as the
// kind says) with an object id, or Graph's error for one that is not there.
func (d Directory) ObjectOf(ctx context.Context, kind, id string) (resource.Document, error) {
	if !resource.IsGUID(id) {
		return resource.Document{}, Missing(id)
	}
	found, err := d.Store.Get(ctx, prefixes[kind]+strings.ToLower(id))
	return found, missingAs(err, id)
}

// Application returns the document of the application with an object id, or
// Graph's error for one that is not there.
func (d Directory) Application(ctx context.Context, id string) (resource.Document, error) {
	return d.one(ctx, resource.Index{Name: indexID, Value: strings.ToLower(id)}, ApplicationKind, id)
}

// ApplicationOf returns the document of the application with a client id, or
// Graph's error for one that is not there.
func (d Directory) ApplicationOf(ctx context.Context, appID string) (resource.Document, error) {
	if !resource.IsGUID(appID) {
		return resource.Document{}, Missing(appID)
	}
	found, err := d.Store.Get(ctx, ApplicationKey(strings.ToLower(appID)))
	return found, missingAs(err, appID)
}

// UserByName returns the document of the user with a user principal name, or
// Graph's error for one that is not there.
func (d Directory) UserByName(ctx context.Context, name string) (resource.Document, error) {
	return d.one(ctx, resource.Index{Name: indexUserName, Value: strings.ToLower(name)}, UserKind, name)
}

// ServicePrincipalOf returns the document of the service principal with a client
// id, or Graph's error for one that is not there.
func (d Directory) ServicePrincipalOf(ctx context.Context, appID string) (resource.Document, error) {
	return d.one(ctx, resource.Index{Name: IndexAppID, Value: strings.ToLower(appID)}, PrincipalKind, appID)
}

// one is the document of a kind with an index value; shown is what it was asked for by.
func (d Directory) one(ctx context.Context, index resource.Index, kind, shown string) (resource.Document, error) {
	documents, err := d.Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return resource.Document{}, err
	}
	for _, found := range documents {
		if found.Kind == kind {
			return found, nil
		}
	}
	return resource.Document{}, Missing(shown)
}
