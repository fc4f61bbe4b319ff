package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/arm/administration"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// adminUser is the user who is made for the administrator.
const adminUser = "admin@" + tenantDomain

// NewSignInCode makes a one-time code for the user with a user principal name;
// for "", the administrator's own user, who is made where there is none.
func (s *Server) NewSignInCode(ctx context.Context, name string) (administration.SignInCode, error) {
	u, err := s.userFor(ctx, name)
	if err != nil {
		return administration.SignInCode{}, err
	}
	code, expires, err := s.people.NewPasscode(ctx, u.ID)
	if err == nil {
		s.config.Log.Info("one-time code made", "user", u.ID)
	}
	return administration.SignInCode{User: u.UserPrincipalName, Code: code, Expires: expires}, err
}

func (s *Server) userFor(ctx context.Context, name string) (directory.User, error) {
	asked := name
	if asked == "" {
		asked = adminUser
	}
	d, err := directory.Directory{Store: s.store, Sources: s.config.Sources}.UserByName(ctx, asked)
	if name == "" && err != nil && resource.AsError(err).Kind == resource.KindNotFound {
		return s.makeAdminUser(ctx)
	}
	if err != nil {
		return directory.User{}, err
	}
	return directory.ParseUser(d)
}

// makeAdminUser makes the administrator's own user, Owner of everything, once:
// one who was deleted does not come back by himself.
func (s *Server) makeAdminUser(ctx context.Context) (directory.User, error) {
	d, err := s.store.Get(ctx, tenantKey)
	if err != nil {
		return directory.User{}, err
	}
	var t tenant
	if err := json.Unmarshal(d.Body, &t); err != nil {
		return directory.User{}, fmt.Errorf("%s: %w", tenantKey, err)
	}
	if t.AdminUserID != "" {
		return directory.User{}, resource.NotFound("UserNotFound", "The user '%s' was deleted. Name another user.", adminUser)
	}
	now := s.config.Sources.Now().UTC()
	u := directory.User{
		ID: s.config.Sources.NewGUID(), UserPrincipalName: adminUser, DisplayName: "Azimuth administrator", MailNickname: "admin",
		AccountEnabled: true, Created: now,
	}
	owner := rbac.RoleAssignment{
		ID: s.config.Sources.NewGUID(), Scope: "/", PrincipalID: u.ID, PrincipalType: "User", RoleDefinitionID: rbac.OwnerID,
		Description: "The administrator's own user", CreatedOn: now, UpdatedOn: now,
	}
	t.AdminUserID = u.ID
	_, err = s.store.Update(ctx, resource.Batch{
		Checks: []resource.Check{{Key: tenantKey, Revision: d.Revision}},
		Puts:   []resource.Document{t.document(), u.Document(), owner.Document()},
	})
	if errors.Is(err, resource.ErrConflict) {
		return s.userFor(ctx, adminUser) // somebody else made the user just now
	}
	return u, err
}
