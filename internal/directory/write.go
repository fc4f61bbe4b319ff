package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// PutUser creates or replaces a user. Disabling one ends their sign-ins, so that
// enabling the user again does not bring them back.
func (c *Change) PutUser(ctx context.Context, u User) error {
	if err := u.check(); err != nil {
		return err
	}
	d, err := c.Get(ctx, UserKey(u.ID))
	if err != nil && !errors.Is(err, resource.ErrNotFound) {
		return err
	}
	if err == nil {
		old, err := ParseUser(d)
		if err != nil {
			return err
		}
		if old.AccountEnabled && !u.AccountEnabled {
			u.SessionsValidFrom = c.endOfSessions()
		}
	}
	c.put(u.Document())
	return nil
}

// EndSessions ends all sign-ins of a user until now.
func (c *Change) EndSessions(u User) {
	u.SessionsValidFrom = c.endOfSessions()
	c.put(u.Document())
}

// endOfSessions is just after now: a sign-in of this moment ends too.
func (c *Change) endOfSessions() time.Time {
	return c.directory.Sources.Now().UTC().Add(time.Nanosecond)
}

// PutGroup creates or replaces a group.
func (c *Change) PutGroup(g Group) error {
	if err := g.check(); err != nil {
		return err
	}
	c.put(g.Document())
	return nil
}

// PutApplication creates or replaces an application. Its service principal
// follows its names.
func (c *Change) PutApplication(ctx context.Context, a Application) error {
	if err := a.check(); err != nil {
		return err
	}
	c.put(a.Document())
	p, ok, err := c.principalOf(ctx, a.AppID)
	if err != nil || !ok || p.DisplayName == a.DisplayName && slices.Equal(p.Names, a.IdentifierURIs) {
		return err
	}
	p.DisplayName, p.Names = a.DisplayName, a.IdentifierURIs
	c.put(p.Document())
	return nil
}

// PutServicePrincipal replaces an application's service principal. That of a
// managed identity belongs to its resource.
func (c *Change) PutServicePrincipal(p ServicePrincipal) error {
	if p.Type == TypeManagedIdentity {
		return managed()
	}
	c.put(p.Document())
	return nil
}

// managed is Graph's answer to whoever touches the service principal of a
// managed identity, the tenant's administrator too.
func managed() error {
	return resource.Errorf(resource.KindForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}

// CreateServicePrincipal makes the service principal of an application of the tenant.
func (c *Change) CreateServicePrincipal(ctx context.Context, p ServicePrincipal) error {
	d, err := c.Get(ctx, ApplicationKey(p.AppID))
	if errors.Is(err, resource.ErrNotFound) {
		message := fmt.Sprintf("The appId '%s' of the service principal does not reference a valid application object.", p.AppID)
		return &resource.Error{
			Kind: resource.KindInvalid, Code: "Request_BadRequest", Message: message, Target: "appId",
			Details: []resource.Error{{Code: "NoBackingApplicationObject", Message: message, Target: "appId"}},
		}
	}
	if err != nil {
		return err
	}
	a, err := ParseApplication(d)
	if err != nil {
		return err
	}
	_, there, err := c.principalOf(ctx, a.AppID)
	if err != nil {
		return err
	}
	if there {
		return nameInUse(a.AppID)
	}
	p.DisplayName, p.Names, p.Type = a.DisplayName, a.IdentifierURIs, TypeApplication
	c.put(p.Document())
	return nil
}

// principalOf is the service principal with a client id, as it was committed.
func (c *Change) principalOf(ctx context.Context, appID string) (ServicePrincipal, bool, error) {
	documents, err := c.find(ctx, resource.Index{Name: IndexAppID, Value: appID})
	if err != nil || len(documents) == 0 {
		return ServicePrincipal{}, false, err
	}
	p, err := ParseServicePrincipal(documents[0])
	return p, true, err
}

// Delete ends an object, and with it what it takes along: a group its
// memberships, an application its service principal. Role assignments stay.
func (c *Change) Delete(ctx context.Context, d resource.Document) error {
	c.reads[d.Key] = d.Revision
	c.remove(d.Key)
	switch d.Kind {
	case PrincipalKind:
		p, err := ParseServicePrincipal(d)
		if err == nil && p.Type == TypeManagedIdentity {
			return managed()
		}
		return err
	case GroupKind:
		g, err := ParseGroup(d)
		if err != nil {
			return err
		}
		return c.emptyGroup(ctx, g.ID)
	case ApplicationKind:
		a, err := ParseApplication(d)
		if err != nil {
			return err
		}
		p, there, err := c.principalOf(ctx, a.AppID)
		if there {
			c.remove(PrincipalKey(p.ID))
		}
		c.unheld(resource.Index{Name: IndexAppID, Value: a.AppID})
		return err
	}
	return nil
}
