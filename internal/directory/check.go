package directory

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Lengths in characters (Microsoft Graph's reference).
const (
	maxName     = 256
	maxNickname = 64
)

// checkName checks a display name; owner is the type in error texts, such as "User".
func checkName(owner, name string) error {
	switch {
	case name == "":
		return required("displayName", owner)
	case utf8.RuneCountInString(name) > maxName:
		return invalid("displayName", "Invalid value specified for property 'displayName' of resource '"+owner+"'.")
	}
	return nil
}

func checkNickname(owner, name string) error {
	switch {
	case name == "":
		return required("mailNickname", owner)
	case len(name) > maxNickname || strings.ContainsAny(name, `@()\[]";:<>, `) || strings.ContainsFunc(name, func(c rune) bool { return c < 0x20 || c >= 0x7f }):
		return invalid("mailNickname", "Invalid value specified for property 'mailNickname' of resource '"+owner+"'.")
	}
	return nil
}

func required(property, owner string) error {
	return invalid(property, "A value is required for property '"+property+"' of resource '"+owner+"'.")
}

func invalid(property, message string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "Request_BadRequest", Message: message, Target: property}
}

// Missing is the error for an object that is not there, by the name it was asked for.
func Missing(id string) error {
	return resource.NotFound("Request_ResourceNotFound", "Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}

// duplicate says in Graph's words that a unique value is taken; other errors
// stay as they are.
func duplicate(err error) error {
	taken, ok := errors.AsType[*resource.DuplicateError](err)
	if !ok {
		return err
	}
	if taken.Index == IndexAppID {
		return nameInUse(taken.Value)
	}
	property := strings.TrimPrefix(taken.Index, "directory.")
	return &resource.Error{
		Kind: resource.KindInvalid, Code: "Request_BadRequest", Target: property,
		Message: "Another object with the same value for property " + property + " already exists.",
		Details: []resource.Error{{Code: "ObjectConflict", Target: property, Message: "Another object with the same value for property " + property + " already exists."}},
	}
}

func nameInUse(name string) error {
	return resource.Conflict("Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, updated, or restored because the service principal name %s is already in use.", name)
}
