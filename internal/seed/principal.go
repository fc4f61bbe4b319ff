package seed

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// principal is who can have a role.
type principal struct {
	id   string // object id
	kind string // as a role assignment calls it: "User", "Group", "ServicePrincipal"; "" where it is not known
}

// know keeps what an answer says of a principal, under the name that the seed has for it.
func (a *applying) know(reference string, answer any, kind string) {
	a.principals[strings.ToLower(reference)] = principal{document.String(answer, "id"), kind}
}

// principal is the one that a reference names: "user ann", "group developers",
// "application ci", "identity GROUP/NAME", "machine GROUP/NAME", "scaleSet
// GROUP/NAME" or an object id.
func (a *applying) principal(line int, reference string) (principal, error) {
	if resource.IsGUID(reference) {
		return principal{id: strings.ToLower(reference)}, nil
	}
	p, ok := a.principals[strings.ToLower(strings.Join(strings.Fields(reference), " "))]
	switch {
	case !ok:
		return p, wrongAt(line, "the seed has no principal %q: say user, group, application, identity, machine or scaleSet and its name, or an object id", reference)
	case p.id == "":
		return p, wrongAt(line, "the %s has no system-assigned identity", reference)
	}
	return p, nil
}
