package server

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// beginning is the state of the first start, and what was drawn for it.
type beginning struct {
	documents []resource.Document
	drawn     resource.Mark
}

// ResetState takes the server back to its first start, with what the seed adds
// to it, in one commit: everything goes but the tenant, its subscription, the
// administrator with the present secret, and the keys. So clients find the server
// as they knew it.
func (s *Server) ResetState(ctx context.Context) error {
	drawn := s.config.Sources.Draws
	err := s.store.rewrite(ctx, func(all []resource.Document) (resource.Batch, error) {
		first, err := s.first(all)
		if err != nil {
			return resource.Batch{}, err
		}
		if s.began == nil {
			if s.began, err = s.begin(ctx, all, first); err != nil {
				return resource.Batch{}, err
			}
		}
		b := replace(all, s.began.with(first))
		if drawn != nil {
			b.Puts = append(b.Puts, eraDocument(0))
		}
		return b, nil
	})
	if err != nil {
		return err
	}
	if drawn != nil {
		s.era = 0
		drawn.Return(s.began.drawn)
	}
	s.config.Log.Info("state reset")
	return nil
}

// begin works the beginning out, for which the documents of the first start are known.
func (s *Server) begin(ctx context.Context, all, first []resource.Document) (*beginning, error) {
	began := &beginning{documents: first}
	drawn := s.config.Sources.Draws
	if drawn != nil {
		drawn.Begin(0)
		drawn.Follow(resource.Commit{Puts: append([]resource.Document{eraDocument(0)}, first...)})
	}
	if s.planned != nil {
		staying := slices.DeleteFunc(slices.Clone(all), func(d resource.Document) bool { return !stays(d) })
		seeded, err := s.seeded(ctx, slices.Concat(staying, first))
		if err != nil {
			return nil, err
		}
		began.documents = slices.DeleteFunc(seeded, stays)
	}
	if drawn != nil {
		drawn.Follow(resource.Commit{Puts: replace(first, began.documents).Puts})
		began.drawn = drawn.Mark()
	}
	return began, nil
}

// with are the documents of the beginning, with the administrator's application
// as it is to be now.
func (b *beginning) with(first []resource.Document) []resource.Document {
	documents := slices.Clone(b.documents)
	for i, d := range documents {
		for _, f := range first {
			if f.Key == d.Key && f.Kind == directory.ApplicationKind {
				documents[i] = f
			}
		}
	}
	return documents
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
