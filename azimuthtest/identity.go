package azimuthtest

import (
	"net/http"
	"slices"
)

// Identity is a managed identity: a user-assigned one, or that of a machine.
type Identity struct {
	// ID is the resource id of a user-assigned identity, and "" for a
	// system-assigned one.
	ID, Name              string
	ClientID, PrincipalID string
	s                     *Server
}

// Identity makes a user-assigned identity, or is the one that is there already.
func (g *ResourceGroup) Identity(name string) *Identity {
	g.s.t.Helper()
	i := &Identity{ID: g.path("Microsoft.ManagedIdentity/userAssignedIdentities", name), Name: name, s: g.s}
	var made struct {
		Properties struct{ ClientID, PrincipalID string }
	}
	g.s.must(http.MethodPut, i.ID, identityVersion, map[string]any{"location": Location}, &made)
	i.ClientID, i.PrincipalID = made.Properties.ClientID, made.Properties.PrincipalID
	return i
}

// Role gives the identity a role, by its name or its GUID, at a scope: the ID of
// anything, Server.Subscription, or "/".
func (i *Identity) Role(role, scope string) *Identity {
	i.s.t.Helper()
	i.s.assign(i.PrincipalID, "ServicePrincipal", role, scope)
	return i
}

// holder is what carries identities: a virtual machine or a scale set.
type holder struct {
	id, name string
	g        *ResourceGroup
	system   *Identity
	user     []*Identity
	last     *Identity // what Role gives to
}

// hold brings the identities that the holder is to have to the server.
func (h *holder) hold(version string) {
	s := h.g.s
	s.t.Helper()
	kind, identity := "UserAssigned", map[string]any{}
	if h.system != nil {
		kind = "SystemAssigned"
	}
	if len(h.user) > 0 {
		users := make(map[string]any, len(h.user))
		for _, u := range h.user {
			users[u.ID] = map[string]any{}
		}
		identity["userAssignedIdentities"] = users
		if h.system != nil {
			kind = "SystemAssigned, UserAssigned"
		}
	}
	identity["type"] = kind
	s.must(http.MethodPatch, h.id, version, map[string]any{"identity": identity}, nil)
	if h.system == nil {
		return
	}
	var shown struct {
		Properties struct{ ClientID, PrincipalID string }
	}
	s.must(http.MethodGet, h.id+"/providers/Microsoft.ManagedIdentity/identities/default", identityVersion, nil, &shown)
	h.system.ClientID, h.system.PrincipalID = shown.Properties.ClientID, shown.Properties.PrincipalID
}

func (h *holder) addSystem() {
	h.g.s.t.Helper()
	if h.system == nil {
		h.system = &Identity{Name: h.name, s: h.g.s}
	}
	h.last = h.system
	h.hold(computeVersion)
}

func (h *holder) addUser(name string) {
	h.g.s.t.Helper()
	at := slices.IndexFunc(h.user, func(u *Identity) bool { return u.Name == name })
	if at < 0 {
		at, h.user = len(h.user), append(h.user, h.g.Identity(name))
	}
	h.last = h.user[at]
	h.hold(computeVersion)
}

func (h *holder) role(role, scope string) {
	h.g.s.t.Helper()
	if h.last == nil {
		h.g.s.t.Fatalf("%s has no identity yet to give the role %s: call SystemAssigned or UserAssigned before Role", h.name, role)
	}
	h.last.Role(role, scope)
}

// System is the system-assigned identity; the test ends where there is none.
func (h *holder) System() *Identity {
	h.g.s.t.Helper()
	if h.system == nil {
		h.g.s.t.Fatalf("%s has no system-assigned identity", h.name)
	}
	return h.system
}

// User is the user-assigned identity with a name; the test ends where the
// builder gave none of that name.
func (h *holder) User(name string) *Identity {
	h.g.s.t.Helper()
	for _, u := range h.user {
		if u.Name == name {
			return u
		}
	}
	h.g.s.t.Fatalf("%s has no user-assigned identity %s", h.name, name)
	return nil
}
