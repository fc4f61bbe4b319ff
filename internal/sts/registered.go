package sts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// registered is what a client id names: an application, or a user-assigned
// identity, which has no application and no secrets.
type registered struct {
	application directory.Application
	managed     bool
	// principal and identity are the user-assigned identity's, where managed.
	principal directory.ServicePrincipal
	identity  resource.ID
}

// register finds what the client id (a GUID in lower case) names; ok is false
// where it names nothing that can ask for tokens here.
func (s *Service) register(ctx context.Context, id string) (r registered, ok bool, err error) {
	d, err := s.config.Store.Get(ctx, directory.ApplicationKey(id))
	if err == nil {
		r.application, err = directory.ParseApplication(d)
		return r, err == nil, err
	}
	if !errors.Is(err, resource.ErrNotFound) {
		return r, false, err
	}
	r.principal, ok, err = s.findPrincipal(ctx, id)
	if err != nil || !ok {
		return r, false, err
	}
	r.identity, r.managed = userAssigned(r.principal)
	return r, r.managed, nil
}

// userAssigned is the user-assigned identity that a principal belongs to; false
// for every other principal.
func userAssigned(p directory.ServicePrincipal) (resource.ID, bool) {
	if p.Type != directory.TypeManagedIdentity || !slices.Contains(p.AlternativeNames, "isExplicit=True") {
		return resource.ID{}, false
	}
	for _, name := range p.AlternativeNames {
		if !strings.HasPrefix(name, "/") {
			continue
		}
		id, err := resource.ParseID(name)
		return id, err == nil
	}
	return resource.ID{}, false
}

// credentialKind is the document kind of the federated credentials of
// user-assigned identities.
const credentialKind = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials"

// federatedCredentials are the client's, wherever they are kept.
func (s *Service) federatedCredentials(ctx context.Context, r registered) ([]directory.FederatedCredential, error) {
	if !r.managed {
		return slices.Clone(r.application.Federated), nil
	}
	documents, _, err := s.config.Store.List(ctx, resource.Query{Kind: credentialKind, Under: r.identity.Key()})
	if err != nil {
		return nil, err
	}
	credentials := make([]directory.FederatedCredential, 0, len(documents))
	for _, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		properties, err := document.Read(record.Properties)
		if err != nil {
			return nil, fmt.Errorf("sts: %s: %w", d.Key, err)
		}
		c := directory.FederatedCredential{Issuer: document.String(properties, "issuer"), Subject: document.String(properties, "subject")}
		for _, audience := range document.Array(properties, "audiences") {
			if text, ok := audience.(string); ok {
				c.Audiences = append(c.Audiences, text)
			}
		}
		credentials = append(credentials, c)
	}
	return credentials, nil
}

// findPrincipal finds the service principal with a client id.
func (s *Service) findPrincipal(ctx context.Context, appID string) (directory.ServicePrincipal, bool, error) {
	documents, err := s.config.Store.Find(ctx, "appId", appID)
	if err != nil {
		return directory.ServicePrincipal{}, false, err
	}
	for _, d := range documents {
		if d.Kind == directory.PrincipalKind {
			p, err := directory.ParseServicePrincipal(d)
			return p, err == nil, err
		}
	}
	return directory.ServicePrincipal{}, false, nil
}

// principalByID is the service principal with an object id; one that is gone is
// an application that is not found.
func (s *Service) principalByID(ctx context.Context, objectID string) (directory.ServicePrincipal, error) {
	d, err := s.config.Store.Get(ctx, directory.PrincipalKey(objectID))
	if errors.Is(err, resource.ErrNotFound) {
		return directory.ServicePrincipal{}, unknownApplication.error(shown(objectID), s.config.Authority.TenantID)
	}
	if err != nil {
		return directory.ServicePrincipal{}, err
	}
	return directory.ParseServicePrincipal(d)
}
