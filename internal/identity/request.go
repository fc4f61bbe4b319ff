package identity

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Request is the identity member of a PUT or PATCH body, read and checked as
// far as it can be without knowing what the machine holds.
type Request struct {
	None   bool // type None, in any case: clears everything
	System bool
	User   bool
	// Entries are the user-assigned identities as sent: the members of
	// userAssignedIdentities, or the elements of identityIds.
	Entries []Entry
	// Form is which of the two was sent. It decides what a PATCH means, at
	// every api-version: a map is merged, an array replaces.
	Form Form
}

// Entry is one user-assigned identity of a Request.
type Entry struct {
	ID     resource.ID
	Remove bool // null in a map
}

// Form is how a body names user-assigned identities.
type Form int

// The forms.
const (
	FormAbsent Form = iota
	FormMap         // userAssignedIdentities, since 2018-06-01
	FormArray       // identityIds, 2017-12-01 and before
)

// userAssignedType is the type whose resources can be assigned.
const userAssignedType = "Microsoft.ManagedIdentity/userAssignedIdentities"

// ParseRequest reads the identity member of a body. A null or absent member is
// no request: ok is false then, and the machine keeps what it has.
//
// Its errors are Azure's: InvalidRequestContent for what cannot be read,
// LinkedInvalidPropertyId for what is no resource id, InvalidIdentityValues for
// a map value that is neither {} nor null nor what a read returns and for more
// identities than a machine may hold, and
// FailedIdentityOperation for a map beside a type without UserAssigned.
func ParseRequest(value any) (r Request, ok bool, err error) {
	if value == nil {
		return Request{}, false, nil
	}
	members, isObject := value.(map[string]any)
	if !isObject {
		return Request{}, false, content("Error converting value %s to type 'ResourceIdentity'. Path 'identity'.", document.Write(value))
	}
	for name := range members {
		if !knownMember(name) {
			return Request{}, false, content("Could not find member '%s' on object of type 'ResourceIdentity'. Path 'identity.%s'.", name, name)
		}
	}
	if err := r.readType(members); err != nil {
		return Request{}, false, err
	}
	if err := r.readEntries(members); err != nil {
		return Request{}, false, err
	}
	return r, true, r.checkStray()
}

// maxUserAssigned is how many user-assigned identities a machine may hold: as
// many as Azure's metadata service serves.
const maxUserAssigned = 1000

// tooMany refuses more than that, before work is done for each.
func tooMany(n int) error {
	if n <= maxUserAssigned {
		return nil
	}
	return resource.Invalid("InvalidIdentityValues", "The number of user-assigned identities, %d, exceeds the limit of %d.", n, maxUserAssigned)
}

// knownMember accepts the members that a client may send, and those that it
// sends back because it read them.
func knownMember(name string) bool {
	return slices.ContainsFunc([]string{"type", "userAssignedIdentities", "identityIds", "principalId", "tenantId"},
		func(known string) bool { return strings.EqualFold(known, name) })
}

func content(format string, args ...any) error {
	return resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: '%s'.", fmt.Sprintf(format, args...))
}

func (r *Request) readType(members map[string]any) error {
	value, _, _ := document.Member(members, "type")
	if value == nil {
		return content("Required property 'type' not found in JSON. Path 'identity'.")
	}
	text, ok := value.(string)
	if !ok {
		return content("Error converting value %s to type 'ResourceIdentityType'. Path 'identity.type'.", document.Write(value))
	}
	for part := range strings.SplitSeq(text, ",") {
		switch strings.ToLower(strings.TrimSpace(part)) {
		case "none":
			r.None = true
		case "systemassigned":
			r.System = true
		case "userassigned":
			r.User = true
		default:
			return content("Error converting value %s to type 'ResourceIdentityType'. Path 'identity.type'.", document.Write(text))
		}
	}
	if r.None && (r.System || r.User) {
		return content("Error converting value %s to type 'ResourceIdentityType'. Path 'identity.type'.", document.Write(text))
	}
	return nil
}

func (r *Request) readEntries(members map[string]any) error {
	asMap, _, _ := document.Member(members, "userAssignedIdentities")
	asArray, _, _ := document.Member(members, "identityIds")
	switch {
	case asMap != nil && asArray != nil:
		return content("The members 'userAssignedIdentities' and 'identityIds' exclude each other. Path 'identity'.")
	case asMap != nil:
		return r.readMap(asMap)
	case asArray != nil:
		return r.readArray(asArray)
	}
	return nil
}

func (r *Request) readMap(value any) error {
	r.Form = FormMap
	entries, ok := value.(map[string]any)
	if !ok {
		return content("Error converting value %s to type 'UserAssignedIdentities'. Path 'identity.userAssignedIdentities'.", document.Write(value))
	}
	if err := tooMany(len(entries)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		id, err := userAssignedID(name, "userAssignedIdentities")
		if err != nil {
			return err
		}
		if !validEntry(entries[name]) {
			return resource.Invalid("InvalidIdentityValues", "Invalid value for the identities '%s'. The 'UserAssignedIdentities' property keys should only be empty json objects, null or the resource exisiting property.", name)
		}
		r.Entries = append(r.Entries, Entry{ID: id, Remove: entries[name] == nil})
	}
	return nil
}

// validEntry accepts null, {} and what a read shows in their place.
func validEntry(value any) bool {
	if value == nil {
		return true
	}
	members, ok := value.(map[string]any)
	for name, member := range members {
		_, isText := member.(string)
		if !isText && member != nil || !strings.EqualFold(name, "principalId") && !strings.EqualFold(name, "clientId") {
			return false
		}
	}
	return ok
}

func (r *Request) readArray(value any) error {
	r.Form = FormArray
	elements, ok := value.([]any)
	if !ok {
		return content("Error converting value %s to type 'System.String[]'. Path 'identity.identityIds'.", document.Write(value))
	}
	if err := tooMany(len(elements)); err != nil {
		return err
	}
	for i, element := range elements {
		text, ok := element.(string)
		if !ok {
			return content("Error converting value %s to type 'System.String'. Path 'identity.identityIds[%d]'.", document.Write(element), i)
		}
		id, err := userAssignedID(text, "identityIds")
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.ID.Equal(id) }) {
			r.Entries = append(r.Entries, Entry{ID: id})
		}
	}
	return nil
}

func userAssignedID(text, member string) (resource.ID, error) {
	id, err := resource.ParseID(text)
	if err != nil || !strings.HasPrefix(text, "/") || !strings.EqualFold(id.Type(), userAssignedType) || id.ResourceGroup() == "" {
		return resource.ID{}, resource.Invalid("LinkedInvalidPropertyId", "Property id '%s' at path 'identity.%s' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/' and names a '%s'.", text, member, userAssignedType)
	}
	return id, nil
}

// checkStray refuses user-assigned identities beside a type that has none.
// Beside None they are taken, and cleared with the rest: the command line
// client sends them so.
func (r *Request) checkStray() error {
	if r.User || r.None || len(r.Entries) == 0 {
		return nil
	}
	member := "userAssignedIdentities"
	if r.Form == FormArray {
		member = "identityIds"
	}
	return resource.Invalid("FailedIdentityOperation", "The request format was unexpected, a non-UserAssigned identity type should not contain: %s", member)
}

// Assigns are the user-assigned identities that the request names with a value:
// for each, the caller needs the right to assign it, also where the machine
// holds it already.
func (r Request) Assigns() []resource.ID {
	var ids []resource.ID
	for _, entry := range r.Entries {
		if !entry.Remove && r.User {
			ids = append(ids, entry.ID)
		}
	}
	return ids
}
