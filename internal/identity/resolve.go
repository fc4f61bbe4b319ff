package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Unit is the part of a unit of work that identities need: reads that the
// commit checks again, and writes that happen with the resource's own.
type Unit interface {
	// Get returns the document at key, or resource.ErrNotFound.
	Get(ctx context.Context, key string) (resource.Document, error)
	Put(d resource.Document)
	Delete(key string)
}

// Service carries identities' changes out.
type Service struct {
	TenantID string
	Sources  resource.Sources
}

// Change makes a host (a virtual machine or a scale set) hold next instead of
// current: user-assigned identities are looked up, the system-assigned
// identity's principal is born or dies in the same unit of work.
//
// It fails with FailedIdentityOperation where a named identity does not exist.
func (s Service) Change(ctx context.Context, u Unit, host resource.ID, current Assigned, next Next) (Assigned, error) {
	var result Assigned
	for _, wanted := range next.User {
		user, err := s.user(ctx, u, host, wanted)
		if err != nil {
			return Assigned{}, err
		}
		result.User = append(result.User, user)
	}
	switch {
	case next.System && current.System != nil:
		result.System = current.System
	case next.System:
		principal := s.NewPrincipal(host, false)
		u.Put(principal.Document())
		result.System = &System{PrincipalID: principal.ID, ClientID: principal.AppID}
	case current.System != nil:
		u.Delete(directory.PrincipalKey(current.System.PrincipalID))
	}
	return result, nil
}

// Release takes everything from a host that is deleted.
func (s Service) Release(u Unit, current Assigned) {
	if current.System != nil {
		u.Delete(directory.PrincipalKey(current.System.PrincipalID))
	}
}

// user resolves one user-assigned identity. One that the machine holds and the
// request does not name stays as it is, even where it was deleted meanwhile.
func (s Service) user(ctx context.Context, u Unit, host resource.ID, wanted Wanted) (User, error) {
	if wanted.Held != nil && !wanted.Named {
		return *wanted.Held, nil
	}
	d, err := u.Get(ctx, strings.ToLower(wanted.ID))
	if errors.Is(err, resource.ErrNotFound) {
		return User{}, missing(host, wanted.ID)
	}
	if err != nil {
		return User{}, err
	}
	facts, err := UserAssignedFacts(d)
	if err != nil {
		return User{}, err
	}
	return User{ID: wanted.ID, PrincipalID: facts.PrincipalID, ClientID: facts.ClientID}, nil
}

// missing is Azure's error, with the identity provider's own answer inside.
func missing(host resource.ID, id string) error {
	inner := fmt.Sprintf(`{"error":{"code":"BadRequest","message":"Resource '%s' was not found."}}`, id)
	return resource.Invalid("FailedIdentityOperation", "Identity operation for resource '%s' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '%s'.'.", host, inner)
}

// NewPrincipal makes the service principal of a managed identity: of a host's
// system-assigned one, or (explicit) of a user-assigned identity resource.
func (s Service) NewPrincipal(owner resource.ID, explicit bool) directory.ServicePrincipal {
	marker := "isExplicit=False"
	if explicit {
		marker = "isExplicit=True"
	}
	sources := s.Sources.For("principal", owner.Key())
	return directory.ServicePrincipal{
		ID:               sources.NewGUID(),
		AppID:            sources.NewGUID(),
		DisplayName:      owner.Name(),
		Type:             directory.TypeManagedIdentity,
		Created:          s.Sources.Now().UTC(),
		AlternativeNames: []string{marker, LowerGroups(owner.String())},
	}
}

// LowerGroups writes an id as the identity provider does: with the segment
// "resourcegroups" in lower case and all else as it stands.
func LowerGroups(id string) string {
	const segment = "/resourcegroups/"
	if i := strings.Index(strings.ToLower(id), segment); i >= 0 {
		return id[:i] + segment + id[i+len(segment):]
	}
	return id
}

// Facts are what a user-assigned identity's document says of its principal.
type Facts struct {
	TenantID    string `json:"tenantId"`
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

// UserAssignedFacts reads the facts out of a user-assigned identity's document.
func UserAssignedFacts(d resource.Document) (Facts, error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return Facts{}, err
	}
	var facts Facts
	if err := json.Unmarshal(record.Properties, &facts); err != nil {
		return Facts{}, fmt.Errorf("identity: %s: %w", d.Key, err)
	}
	return facts, nil
}
