package server

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// ResetState takes the server back to its first start, and applies the seed
// again if there is one, in one commit: everything goes but the tenant, its
// subscription, the administrator with the present secret, and the keys. So
// clients find the server as they knew it, empty.
func (s *Server) ResetState(ctx context.Context) error {
	if s.config.Sources.Draws != nil {
		s.era = 0
		s.config.Sources.Draws.Begin(0)
	}
	err := s.store.rewrite(ctx, func(all []resource.Document) (resource.Batch, error) {
		first, err := s.first(all)
		if err != nil {
			return resource.Batch{}, err
		}
		if s.config.Seed != nil {
			staying := slices.DeleteFunc(slices.Clone(all), func(d resource.Document) bool { return !stays(d) })
			if first, err = s.seeded(ctx, slices.Concat(staying, first)); err != nil {
				return resource.Batch{}, err
			}
			first = slices.DeleteFunc(first, stays)
		}
		b := replace(all, first)
		if s.config.Sources.Draws != nil {
			b.Puts = append(b.Puts, eraDocument(0))
		}
		return b, nil
	})
	if err == nil {
		s.config.Log.Info("state reset")
	}
	return err
}

// first are the documents of the first start, with the administrator's present secrets.
func (s *Server) first(all []resource.Document) ([]resource.Document, error) {
	t, _, err := tenantIn(all)
	if err != nil {
		return nil, err
	}
	t.AdminUserID = ""
	var passwords []directory.PasswordCredential
	for _, d := range all {
		switch d.Kind {
		case directory.ApplicationKind:
			if a, err := directory.ParseApplication(d); err == nil && a.AppID == t.AdminAppID {
				t.AdminObjectID, passwords = a.ID, a.Passwords
			}
		case directory.PrincipalKind:
			if p, err := directory.ParseServicePrincipal(d); err == nil && p.AppID == t.AdminAppID {
				t.AdminPrincipalID = p.ID
			}
		}
	}
	// An administrator who was deleted comes back, and what an older program did
	// not keep is made.
	for _, id := range []*string{&t.AdminObjectID, &t.AdminPrincipalID, &t.AdminRoleID} {
		if *id == "" {
			*id = s.config.Sources.NewGUID()
		}
	}
	if t.Created.IsZero() {
		t.Created = s.config.Sources.Now().UTC()
	}
	passwords = slices.DeleteFunc(slices.Clone(passwords), func(c directory.PasswordCredential) bool { return !c.Is(s.admin.ClientSecret) })
	if len(passwords) == 0 {
		passwords = append(passwords, directory.PasswordOf(s.config.Sources, s.admin.ClientSecret, "reset", adminLifetime))
	}
	return t.documents(passwords), nil
}
