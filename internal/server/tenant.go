package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/seed"
)

// tenant is the one tenant of a server, with its subscription and administrator.
type tenant struct {
	TenantID       string `json:"tenantId"`
	SubscriptionID string `json:"subscriptionId"`
	AdminAppID     string `json:"adminAppId"`
	// AdminObjectID, AdminPrincipalID and AdminRoleID are the object ids of the
	// administrator's application and service principal, and the name of the role
	// assignment. A tenant of an older program has none of them, nor Created.
	AdminObjectID    string    `json:"adminObjectId,omitempty"`
	AdminPrincipalID string    `json:"adminPrincipalId,omitempty"`
	AdminRoleID      string    `json:"adminRoleId,omitempty"`
	Created          time.Time `json:"created,omitzero"`
	// AdminUserID is the object id of the administrator's own user; "" while it was never made.
	AdminUserID string `json:"adminUserId,omitempty"`
}

const tenantKey = "/azimuth/tenant"

// adminLifetime is how long the administrator's secret is valid: as long as a
// data directory lives.
const adminLifetime = 100 * 365 * 24 * time.Hour

// openTenant reads the tenant, and makes it at the first start.
func openTenant(ctx context.Context, store resource.Store, c Config, planned *seed.Seed) (tenant, Admin, error) {
	d, err := store.Get(ctx, tenantKey)
	if errors.Is(err, resource.ErrNotFound) {
		return makeTenant(ctx, store, c, planned)
	}
	if err != nil {
		return tenant{}, Admin{}, err
	}
	var t tenant
	if err := json.Unmarshal(d.Body, &t); err != nil {
		return tenant{}, Admin{}, fmt.Errorf("%s: %w", tenantKey, err)
	}
	if planned != nil {
		if err := planned.CheckTenant(t.TenantID, t.SubscriptionID); err != nil {
			return t, Admin{}, err
		}
	}
	admin, err := readAdmin(ctx, store, c.Data, c.Sources, t.AdminAppID)
	return t, admin, err
}

// makeTenant makes the tenant, its subscription and its administrator, who is
// Owner of everything, in one commit. The secret is written first: a start that
// is interrupted leaves nothing that the next one cannot begin anew.
func makeTenant(ctx context.Context, store resource.Store, c Config, planned *seed.Seed) (tenant, Admin, error) {
	ids := c.Sources.For("tenant", tenantKey)
	t := tenant{
		TenantID: ids.NewGUID(), SubscriptionID: ids.NewGUID(), AdminAppID: ids.NewGUID(),
		AdminObjectID: ids.NewGUID(), AdminPrincipalID: ids.NewGUID(), AdminRoleID: ids.NewGUID(), Created: c.Sources.Now().UTC(),
	}
	if planned != nil {
		t.TenantID, t.SubscriptionID = cmp.Or(planned.TenantID, t.TenantID), cmp.Or(planned.SubscriptionID, t.SubscriptionID)
	}
	secret, password := directory.NewPassword(c.Sources, "first start", adminLifetime)
	admin := Admin{ClientID: t.AdminAppID, ClientSecret: secret}
	if err := writeJSON(c.Data, adminFile, admin, 0o600); err != nil {
		return t, admin, err
	}
	_, err := store.Update(ctx, resource.Batch{
		Checks: []resource.Check{{Key: tenantKey}},
		Puts:   t.documents([]directory.PasswordCredential{password}),
	})
	return t, admin, err
}

// documents are what there is at the first start: the tenant, its subscription
// and its administrator with his secrets.
func (t tenant) documents(passwords []directory.PasswordCredential) []resource.Document {
	application := directory.Application{
		ID: t.AdminObjectID, AppID: t.AdminAppID, DisplayName: "Azimuth administrator", Created: t.Created, Passwords: passwords,
	}
	principal := directory.ServicePrincipal{
		ID: t.AdminPrincipalID, AppID: t.AdminAppID, DisplayName: application.DisplayName, Type: directory.TypeApplication, Created: t.Created,
	}
	owner := rbac.RoleAssignment{
		ID: t.AdminRoleID, Scope: "/", PrincipalID: principal.ID, PrincipalType: "ServicePrincipal", RoleDefinitionID: rbac.OwnerID,
		Description: "The administrator of the first start", CreatedOn: t.Created, UpdatedOn: t.Created,
	}
	return []resource.Document{
		t.document(), resources.NewSubscription(t.SubscriptionID, "Azimuth"),
		application.Document(), principal.Document(), owner.Document(),
	}
}

func (t tenant) document() resource.Document {
	body, err := json.Marshal(t)
	if err != nil {
		panic(err) // texts and a time
	}
	return resource.Document{Key: tenantKey, Kind: "azimuth/tenant", Body: body}
}

// readAdmin reads the administrator's secret. Where its file is lost, or is
// another tenant's, the administrator gets a new secret beside the old one.
func readAdmin(ctx context.Context, store resource.Store, dir string, sources resource.Sources, appID string) (Admin, error) {
	var admin Admin
	path := filepath.Join(dir, adminFile)
	if err := readJSON(path, &admin); err == nil && admin.ClientID == appID {
		return admin, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return admin, err
	}
	d, err := store.Get(ctx, directory.ApplicationKey(appID))
	if err != nil {
		return admin, err
	}
	application, err := directory.ParseApplication(d)
	if err != nil {
		return admin, err
	}
	secret, password := directory.NewPassword(sources, "renewed", adminLifetime)
	application.Passwords = append(application.Passwords, password)
	admin = Admin{ClientID: appID, ClientSecret: secret}
	if err := writeJSON(dir, adminFile, admin, 0o600); err != nil {
		return admin, err
	}
	_, err = store.Update(ctx, resource.Batch{
		Checks: []resource.Check{{Key: d.Key, Revision: d.Revision}},
		Puts:   []resource.Document{application.Document()},
	})
	return admin, err
}
