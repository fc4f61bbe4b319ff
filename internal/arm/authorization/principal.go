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
	// Principal returns a service principal; false where there is none.
	Principal(id string) (directory.ServicePrincipal, bool)
	// TypeOf says what the principal with an object id is; false where there is none.
	TypeOf(id string) (directory.PrincipalType, bool)
	// Groups are the groups that a principal is in, directly or through others.
	Groups(id string) []string
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
	found, ok := a.principals.TypeOf(principal)
	ok = ok && (given != "" || a.spread(w, principal))
	kind := string(found)
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
	advice := ""
	if !w.Version.Before(adviceSince) {
		advice = " Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype"
	}
	return resource.Invalid("PrincipalNotFound", "Principal %s does not exist in the directory %s.%s", bare(principal), w.Engine().Identity.TenantID, advice)
}

// adviceSince is the api-version of assignments from which Azure explains its
// refusal of a principal.
const adviceSince = "2020-04-01"

// spread reports whether the directory has told everybody of a principal.
func (a authorization) spread(w *arm.Write, id string) bool {
	if w.Unaware(id) {
		return false
	}
	e := w.Engine()
	principal, ok := a.principals.Principal(id)
	return !ok || !e.Sources.Now().Before(principal.Created.Add(e.DirectoryDelay))
}

// unmatchedType is Azure's text, with its misspelling.
const unmatchedType = "The PrincipalId '%s' has type '%s' , which is different from specified PrinciaplType '%s'."

// bare is an object id as Azure's errors write it.
func bare(id string) string { return strings.ReplaceAll(id, "-", "") }
