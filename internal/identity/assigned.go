package identity

import (
	"errors"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Assigned is what a machine holds: at most one system-assigned identity and
// any number of user-assigned ones. The zero Assigned is None. It is the stored
// form; each api-version's shape is a view of it (see Render).
type Assigned struct {
	System *System `json:"system,omitempty"`
	User   []User  `json:"user,omitempty"` // in the order in which they were added
}

// System is a machine's own identity.
type System struct {
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

// User is a user-assigned identity that a machine holds.
type User struct {
	ID          string `json:"id"` // as the request that added it wrote it
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

// IsNone reports whether nothing is assigned.
func (a Assigned) IsNone() bool { return a.System == nil && len(a.User) == 0 }

// Type is the canonical identity.type: "None", "SystemAssigned", "UserAssigned"
// or "SystemAssigned, UserAssigned".
func (a Assigned) Type() string {
	switch {
	case a.System != nil && len(a.User) > 0:
		return "SystemAssigned, UserAssigned"
	case a.System != nil:
		return "SystemAssigned"
	case len(a.User) > 0:
		return "UserAssigned"
	default:
		return "None"
	}
}

// Added are the ids of the user-assigned identities that are held now and were not before.
func (a Assigned) Added(before Assigned) []string {
	var added []string
	for _, user := range a.User {
		if !slices.ContainsFunc(before.User, func(old User) bool { return old.PrincipalID == user.PrincipalID }) {
			added = append(added, user.ID)
		}
	}
	return added
}

// Principals are the object ids of all that are held.
func (a Assigned) Principals() []string {
	ids := make([]string, 0, 1+len(a.User))
	if a.System != nil {
		ids = append(ids, a.System.PrincipalID)
	}
	for _, user := range a.User {
		ids = append(ids, user.PrincipalID)
	}
	return ids
}

// Unresolved is the same without the principals of the user-assigned identities
// with these ids, to be shown.
func (a Assigned) Unresolved(ids []string) Assigned {
	a.User = slices.Clone(a.User)
	for i, user := range a.User {
		if slices.Contains(ids, user.ID) {
			a.User[i] = User{ID: user.ID}
		}
	}
	return a
}

// Selector names the identity that a token is wanted for. At most one member is set.
type Selector struct {
	ClientID   string
	ObjectID   string
	ResourceID string
}

// Chosen is the identity that a Selector came to.
type Chosen struct {
	PrincipalID string
	ClientID    string
	// UserAssignedID is the user-assigned identity's resource id, or "" for the
	// system-assigned one.
	UserAssignedID string
}

// The ways in which no identity is chosen.
var (
	// ErrNoIdentity: nothing is assigned, or not what was named.
	ErrNoIdentity = errors.New("identity: not found")
	// ErrAmbiguous: several user-assigned identities, no system-assigned one, and none was named.
	ErrAmbiguous = errors.New("identity: several user-assigned identities and none named")
)

// Choose picks the identity for a token request, by Azure's rules: the named
// one; else the system-assigned one; else the only user-assigned one.
// (Microsoft's managed identities FAQ, "default identity".)
func (a Assigned) Choose(s Selector) (Chosen, error) {
	if s == (Selector{}) {
		switch {
		case a.System != nil:
			return Chosen{PrincipalID: a.System.PrincipalID, ClientID: a.System.ClientID}, nil
		case len(a.User) == 1:
			return a.User[0].chosen(), nil
		case len(a.User) > 1:
			return Chosen{}, ErrAmbiguous
		}
		return Chosen{}, ErrNoIdentity
	}
	if a.System != nil && (strings.EqualFold(s.ClientID, a.System.ClientID) || strings.EqualFold(s.ObjectID, a.System.PrincipalID)) {
		return Chosen{PrincipalID: a.System.PrincipalID, ClientID: a.System.ClientID}, nil
	}
	for _, u := range a.User {
		if strings.EqualFold(s.ClientID, u.ClientID) || strings.EqualFold(s.ObjectID, u.PrincipalID) || sameID(s.ResourceID, u.ID) {
			return u.chosen(), nil
		}
	}
	return Chosen{}, ErrNoIdentity
}

func (u User) chosen() Chosen {
	return Chosen{PrincipalID: u.PrincipalID, ClientID: u.ClientID, UserAssignedID: u.ID}
}

func sameID(a, b string) bool {
	if a == "" {
		return false
	}
	x, err := resource.ParseID(a)
	if err != nil {
		return false
	}
	y, err := resource.ParseID(b)
	return err == nil && x.Equal(y)
}
