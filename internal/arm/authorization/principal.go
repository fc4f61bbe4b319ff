package authorization

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Principals are who roles are given to.
type Principals interface {
	Principal(id string) (directory.ServicePrincipal, bool)
}

// Members is what Principals may be as well, where the directory has groups.
type Members interface {
	// GroupsOf returns the object ids of all groups that a principal is in,
	// directly or through other groups.
	GroupsOf(principalID string) []string
}

// Kinds is what Principals may be as well, where the directory has others than
// service principals.
type Kinds interface {
	// PrincipalType returns "User", "Group" or "ServicePrincipal"; false where
	// there is no such principal.
	PrincipalType(id string) (kind string, ok bool)
}

func (a authorization) groupsOf(principal string) []string {
	if members, ok := a.principals.(Members); ok {
		return members.GroupsOf(principal)
	}
	return nil
}

func (a authorization) kindOf(principal string) (kind string, ok bool) {
	if kinds, has := a.principals.(Kinds); has {
		return kinds.PrincipalType(principal)
	}
	_, ok = a.principals.Principal(principal)
	return "ServicePrincipal", ok
}

var principalTypes = []string{"User", "Group", "ServicePrincipal", "ForeignGroup", "Device"}

// givenType is the type that the caller says the principal has, in Azure's
// case; "" for none.
func givenType(w *arm.Write) (string, error) {
	given, _, _ := document.Member(w.Properties, "principalType")
	if given == nil || given == "" {
		return "", nil
	}
	text, _ := given.(string)
	for _, kind := range principalTypes {
		if strings.EqualFold(text, kind) {
			return kind, nil
		}
	}
	return "", resource.Invalid("InvalidPrincipalType", "The principal type %s is not valid. The valid types are '%s'.", document.Write(given), strings.Join(principalTypes, "', '"))
}

// checkPrincipal looks the principal up. Where the caller gives its type, Azure
// does not insist that it is there: a principal that is just being made can be
// given roles so.
func (a authorization) checkPrincipal(w *arm.Write, principal string) error {
	given, err := givenType(w)
	if err != nil {
		return err
	}
	kind, ok := a.kindOf(principal)
	switch {
	case ok && given != "" && given != kind:
		return resource.Invalid("UnmatchedPrincipalType", unmatchedType, bare(principal), kind, given)
	case ok:
		w.Properties["principalType"] = kind
		return nil
	case given != "":
		w.Properties["principalType"] = given
		return nil
	}
	return resource.Invalid("PrincipalNotFound", "Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
		bare(principal), w.Engine().Identity.TenantID)
}

// unmatchedType is Azure's text, with its misspelling.
const unmatchedType = "The PrincipalId '%s' has type '%s' , which is different from specified PrinciaplType '%s'."

// bare is an object id as Azure's errors write it.
func bare(id string) string { return strings.ReplaceAll(id, "-", "") }
