package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/deployments"
	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/snapshot"
	"github.com/azimuthid/azimuth/internal/token"
)

// stays reports whether a document is the server's own and no part of the state
// that is saved, loaded and reset: the keys, and what it draws ids from.
func stays(d resource.Document) bool {
	return token.IsKey(d) || d.Kind == ca.DocumentKind || d.Kind == drawsKind
}

// passes reports whether a document is of no use elsewhere or later: who is
// signed in right now, and what a deployment was given, which is sealed under
// this server's key.
func passes(d resource.Document) bool {
	return strings.HasPrefix(d.Kind, signin.Kinds) || d.Kind == deployments.InputKind
}

// take makes a snapshot of documents: without what stays or passes, without the
// administrator's secret, without what follows from the server's own key, and
// without history (the activity log, and operations that have ended) unless it
// is wanted.
func take(all []resource.Document, history bool) (snapshot.Snapshot, error) {
	var s snapshot.Snapshot
	t, _, err := tenantIn(all)
	if err != nil {
		return s, err
	}
	s.TenantID, s.SubscriptionID = t.TenantID, t.SubscriptionID
	for _, d := range all {
		if stays(d) || passes(d) || !history && arm.IsHistory(d) {
			continue
		}
		if d.Key == directory.ApplicationKey(t.AdminAppID) {
			if d, err = withPasswords(d, nil); err != nil {
				return s, err
			}
		}
		d.Revision = 0
		d.Indexes = slices.DeleteFunc(slices.Clone(d.Indexes), func(x resource.Index) bool { return x.Name == identity.HandleIndex })
		s.Documents = append(s.Documents, d)
	}
	return s, nil
}

// tenantIn is the tenant of documents.
func tenantIn(all []resource.Document) (tenant, resource.Document, error) {
	i := slices.IndexFunc(all, func(d resource.Document) bool { return d.Key == tenantKey })
	if i < 0 {
		return tenant{}, resource.Document{}, errors.New("there is no tenant in it")
	}
	var t tenant
	err := json.Unmarshal(all[i].Body, &t)
	if err == nil && !(resource.IsGUID(t.TenantID) && resource.IsGUID(t.SubscriptionID) && resource.IsGUID(t.AdminAppID)) {
		err = errors.New("its ids are no GUIDs")
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", tenantKey, err)
	}
	return t, all[i], err
}

// withPasswords is an application's document with other client secrets.
func withPasswords(d resource.Document, passwords []directory.PasswordCredential) (resource.Document, error) {
	a, err := directory.ParseApplication(d)
	if err != nil {
		return d, err
	}
	a.Passwords = passwords
	return a.Document(), nil
}

// adopt completes a snapshot's documents with what follows from this server's
// own key and secret, and reports what is wrong with them.
func adopt(ctx context.Context, s snapshot.Snapshot, handles identity.Handles, passwords []directory.PasswordCredential) ([]resource.Document, error) {
	t, _, err := tenantIn(s.Documents)
	if err != nil {
		return nil, unusable(err)
	}
	if t.TenantID != s.TenantID || t.SubscriptionID != s.SubscriptionID {
		return nil, unusable(errors.New("it tells of two tenants"))
	}
	documents := make([]resource.Document, 0, len(s.Documents))
	for _, d := range s.Documents {
		if stays(d) || passes(d) {
			return nil, unusable(fmt.Errorf("%s is of a kind that no snapshot has", d.Key))
		}
		if d.Key == directory.ApplicationKey(t.AdminAppID) {
			if d, err = withPasswords(d, passwords); err != nil {
				return nil, unusable(err)
			}
		}
		if vmID, ok := identity.MachineIn(d); ok {
			d.Indexes = append(slices.Clone(d.Indexes), handles.Index(vmID))
		}
		documents = append(documents, d)
	}
	if err := checkDocuments(ctx, documents); err != nil {
		return nil, unusable(err)
	}
	return documents, nil
}

func unusable(err error) error {
	return resource.Invalid("InvalidSnapshot", "The snapshot cannot be loaded: %v.", err)
}

// replace is the batch that puts documents in the place of all that there are,
// but for what stays.
func replace(all, documents []resource.Document) resource.Batch {
	var b resource.Batch
	wanted := make(map[string]bool, len(documents))
	old := make(map[string]resource.Document, len(all))
	for _, d := range all {
		old[d.Key] = d
	}
	for _, d := range documents {
		wanted[d.Key] = true
		if was, ok := old[d.Key]; !ok || !same(was, d) {
			b.Puts = append(b.Puts, d)
		}
	}
	for _, d := range all {
		if !wanted[d.Key] && !stays(d) {
			b.Deletes = append(b.Deletes, d.Key)
		}
	}
	return b
}

func same(a, b resource.Document) bool {
	return a.Kind == b.Kind && bytes.Equal(a.Body, b.Body) && slices.Equal(a.Indexes, b.Indexes)
}

// Snapshot is the server's state at one moment. With history it has the activity
// log, and the operations that have ended.
func (s *Server) Snapshot(ctx context.Context, history bool) (snapshot.Snapshot, error) {
	all, _, err := s.store.List(ctx, resource.Query{})
	if err != nil {
		return snapshot.Snapshot{}, err
	}
	return take(all, history)
}

// LoadSnapshot replaces the server's state with another one of its tenant, in one
// commit. The keys stay, and the administrator's secret.
func (s *Server) LoadSnapshot(ctx context.Context, loaded snapshot.Snapshot) error {
	if loaded.TenantID != s.tenant.TenantID || loaded.SubscriptionID != s.tenant.SubscriptionID {
		return resource.Conflict("OtherTenant",
			"The snapshot is of tenant %s and subscription %s, and the server that runs is of tenant %s and subscription %s. Stop the server, load the snapshot into its data directory, and start it again.",
			loaded.TenantID, loaded.SubscriptionID, s.tenant.TenantID, s.tenant.SubscriptionID)
	}
	handles := identity.NewHandles(derive(s.master, "machines"))
	err := s.store.rewrite(ctx, func(all []resource.Document) (resource.Batch, error) {
		documents, err := adopt(ctx, loaded, handles, passwordsIn(all, loaded))
		if err != nil {
			return resource.Batch{}, err
		}
		return s.nextEra(replace(all, documents)), nil
	})
	if err == nil {
		s.config.Log.Info("snapshot loaded", "documents", len(loaded.Documents))
	}
	return err
}

// passwordsIn are the administrator's present secrets, if a snapshot has the same
// administrator.
func passwordsIn(all []resource.Document, s snapshot.Snapshot) []directory.PasswordCredential {
	old, _, err := tenantIn(all)
	if err != nil {
		return nil
	}
	t, _, err := tenantIn(s.Documents)
	if err != nil || t.AdminAppID != old.AdminAppID {
		return nil
	}
	for _, d := range all {
		if d.Key == directory.ApplicationKey(t.AdminAppID) {
			a, err := directory.ParseApplication(d)
			if err != nil {
				return nil
			}
			return a.Passwords
		}
	}
	return nil
}

// HasHistory reports whether a snapshot was taken with history.
func HasHistory(s snapshot.Snapshot) bool { return slices.ContainsFunc(s.Documents, arm.IsHistory) }
