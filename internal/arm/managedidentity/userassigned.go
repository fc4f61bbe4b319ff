package managedidentity

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

func userAssigned() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "userAssignedIdentities",
		Display:     "User Assigned Identities",
		Versions:    versions,
		Located:     true,
		LowerGroups: true,
		CreatedAt:   true,
		CheckName:   checkName,
		Write:       writeUserAssigned,
		Delete:      deleteUserAssigned,
		Show:        showUserAssigned,
		Actions: []arm.Action{
			{Name: "listAssociatedResources", Display: "List the resources associated with", AtOnce: true, Do: listAssociated},
			{Name: "revokeTokens", Display: "Revoke all existing tokens of", AtOnce: true, Do: revokeTokens},
		},
	}
}

var identityName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$`)

// The least length of a new identity's name, and the api-version that has it: the
// preview before took shorter names.
const (
	leastName      = 3
	leastNameSince = "2018-11-30"
)

// checkName is Azure's naming rule, but for the least length. Older texts say that
// a name of more than 24 characters cannot be assigned to a machine; it can.
func checkName(name string) error {
	if identityName.MatchString(name) {
		return nil
	}
	return wrongName(name)
}

func wrongName(name string) error {
	return resource.Invalid("InvalidResourceName", "The resource name '%s' is not valid: it must begin with a letter or a digit, hold letters, digits, hyphens and underscores only, and have 3 to 128 characters.", name)
}

// writeUserAssigned gives a new identity its principal. What the client sends of
// the principal is not looked at: it sends back what it read.
func writeUserAssigned(ctx context.Context, w *arm.Write) error {
	if name := w.ID.Name(); w.Old == nil && len(name) < leastName && !w.Version.Before(leastNameSince) {
		return wrongName(name)
	}
	if w.Record.Tags == nil {
		w.Record.Tags = make(map[string]string)
	}
	w.Properties["tenantId"] = w.Engine().Identity.TenantID
	if w.Old != nil {
		w.Properties["principalId"] = w.OldProperties["principalId"]
		w.Properties["clientId"] = w.OldProperties["clientId"]
		return nil
	}
	id, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return err
	}
	principal := w.Engine().Identity.NewPrincipal(id, true)
	if err := giveIDs(ctx, w, &principal); err != nil {
		return err
	}
	w.Unit.Put(principal.Document())
	w.Properties["principalId"] = principal.ID
	w.Properties["clientId"] = principal.AppID
	return nil
}

// giveIDs gives a new principal the ids that the program itself chose for it,
// which must be free.
func giveIDs(ctx context.Context, w *arm.Write, p *directory.ServicePrincipal) error {
	given := resource.IDsOf(ctx)
	if given.ID != "" {
		p.ID = strings.ToLower(given.ID)
		_, err := w.Unit.Get(ctx, directory.PrincipalKey(p.ID))
		if err == nil {
			return resource.Conflict("ObjectConflict", "Another principal has the object id '%s'.", p.ID)
		}
		if !errors.Is(err, resource.ErrNotFound) {
			return err
		}
	}
	if given.AppID != "" {
		p.AppID = strings.ToLower(given.AppID)
		holders, err := w.Unit.Find(ctx, directory.IndexAppID, p.AppID)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return resource.Conflict("ObjectConflict", "Another principal has the client id '%s'.", p.AppID)
		}
	}
	return nil
}

// deleteUserAssigned ends the principal. Machines that hold the identity go on
// naming it, and get no more tokens for it; role assignments stay, orphaned.
func deleteUserAssigned(_ context.Context, r *arm.Removal) error {
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	principalID := document.String(properties, "principalId")
	r.Unit.Delete(directory.PrincipalKey(principalID))
	r.Unit.Delete(token.RevocationKey(principalID))
	return nil
}

// showUserAssigned adds the member that the first api-version had.
func showUserAssigned(_ context.Context, s *arm.Shown) error {
	if !s.Version.Before("2018-11-30") {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	address := url.URL{Scheme: "https", Host: "control-" + s.Record.Location + ".identity.azure.net", Path: s.Record.ID + "/credentials"}
	address.RawQuery = "tid=" + document.String(properties, "tenantId") + "&oid=" + document.String(properties, "principalId") + "&aid=" + document.String(properties, "clientId")
	properties["clientSecretUrl"] = address.String()
	return nil
}

// listAssociated lists the resources that hold the identity.
func listAssociated(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	index := arm.AssignedIndex(c.ID)
	holders, err := c.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return nil, err
	}
	value := []any{}
	for _, d := range holders {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return nil, err
		}
		value = append(value, map[string]any{
			"id":             record.ID,
			"name":           id.Name(),
			"type":           d.Kind,
			"resourceGroup":  id.ResourceGroup(),
			"subscriptionId": id.Subscription(),
		})
	}
	return arm.JSON(http.StatusOK, map[string]any{"totalCount": len(value), "value": value}), nil
}
