package identity

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Next is what a machine is to hold after a request.
type Next struct {
	System bool
	User   []Wanted
}

// Wanted is a user-assigned identity that a machine is to hold.
type Wanted struct {
	ID string // the case to show
	// Held is what the machine holds already; nil for one that is new.
	Held *User
	// Named reports that the request names it, so that it must exist.
	Named bool
}

// Apply says what a machine that holds current is to hold after the request:
// the transition table of Azure's compute provider, for virtual machines and
// scale sets, for both generations of api-versions.
//
//	None            clears everything
//	SystemAssigned  keeps or makes the system-assigned identity, drops the user-assigned ones
//	UserAssigned    drops the system-assigned identity; the user-assigned ones become
//	  map, PATCH    what is held, plus the map's members, minus those that are null
//	  map, PUT      the map's members that are not null
//	  array         the array's elements
//	  neither       what is held (PATCH); nothing, which is an error (PUT)
//
// A result without a user-assigned identity where the type has UserAssigned is
// the error MissingIdentityIds.
func (r Request) Apply(current Assigned, patch bool) (Next, error) {
	next := Next{System: r.System}
	if !r.User {
		return next, nil
	}
	if patch && r.Form != FormArray {
		for i := range current.User {
			next.User = append(next.User, Wanted{ID: current.User[i].ID, Held: &current.User[i]})
		}
	}
	for _, entry := range r.Entries {
		next.take(entry, current)
	}
	if len(next.User) == 0 {
		name := "UserAssigned"
		if r.System {
			name = "SystemAssigned, UserAssigned"
		}
		return Next{}, resource.Invalid("MissingIdentityIds", "The identity ids must not be null or empty for '%s' identity type.", name)
	}
	return next, tooMany(len(next.User))
}

func (n *Next) take(entry Entry, current Assigned) {
	same := func(id string) bool { return strings.EqualFold(id, entry.ID.String()) }
	at := slices.IndexFunc(n.User, func(w Wanted) bool { return same(w.ID) })
	switch {
	case entry.Remove && at >= 0:
		n.User = slices.Delete(n.User, at, at+1)
	case entry.Remove:
	case at >= 0:
		n.User[at].Named = true
	default:
		wanted := Wanted{ID: entry.ID.String(), Named: true}
		if held := slices.IndexFunc(current.User, func(u User) bool { return same(u.ID) }); held >= 0 {
			wanted.Held = &current.User[held]
		}
		n.User = append(n.User, wanted)
	}
}
