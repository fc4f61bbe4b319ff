package authorization

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// subject is the principal that an explanation is about.
type subject struct {
	directory.ServicePrincipal
	kind string
	// known is false for an object id that is not in the directory (any more):
	// it may have assignments all the same.
	known bool
}

func (s subject) show() map[string]any {
	return map[string]any{
		"objectId": s.ID, "clientId": orNull(s.AppID), "displayName": orNull(s.DisplayName),
		"type": orNull(s.kind), "known": s.known,
	}
}

// findPrincipal finds a principal by its object id, its client id or its display name.
func (e explainer) findPrincipal(ctx context.Context, store resource.Store, text string) (subject, error) {
	if text == "" {
		return subject{}, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidPrincipalId", Target: "principal", Message: "The member 'principal' must be an object id, a client id or a display name."}
	}
	if resource.IsGUID(text) {
		return e.findByID(ctx, store, strings.ToLower(text))
	}
	documents, err := store.Find(ctx, directory.IndexOf("displayName"), strings.ToLower(text))
	if err != nil {
		return subject{}, err
	}
	var ids []string
	for _, d := range documents {
		if d.Kind != directory.ApplicationKind { // which acts through its service principal
			ids = append(ids, d.Key[strings.LastIndexByte(d.Key, '/')+1:])
		}
	}
	switch len(ids) {
	case 0:
		return subject{}, resource.NotFound("PrincipalNotFound", "No principal of the directory has the display name '%s'.", text)
	case 1:
		return e.findByID(ctx, store, ids[0])
	}
	return subject{}, resource.Conflict("PrincipalAmbiguous", "Several principals have the display name '%s': name one by its object id: %s.", text, strings.Join(ids, ", "))
}

func (e explainer) findByID(ctx context.Context, store resource.Store, id string) (subject, error) {
	if p, ok := e.principals.Principal(id); ok {
		return subject{p, "ServicePrincipal", true}, nil
	}
	if kind, ok := e.principals.TypeOf(id); ok {
		return subject{directory.ServicePrincipal{ID: id}, string(kind), true}, nil
	}
	documents, err := store.Find(ctx, "appId", id)
	if err != nil {
		return subject{}, err
	}
	for _, d := range documents {
		if d.Kind == directory.PrincipalKind {
			p, err := directory.ParseServicePrincipal(d)
			return subject{p, "ServicePrincipal", true}, err
		}
	}
	return subject{ServicePrincipal: directory.ServicePrincipal{ID: id}}, nil
}

func showFindings(findings []rbac.Finding) []any {
	all := make([]any, len(findings))
	for i, f := range findings {
		all[i] = map[string]any{
			"id": f.AssignmentID, "scope": f.Scope, "principalId": f.PrincipalID,
			"roleDefinitionId": f.RoleDefinitionID, "roleName": orNull(f.RoleName),
			"reason": f.Reason.Code(), "explanation": f.Reason.String(), "pattern": orNull(f.Pattern),
		}
	}
	return all
}
