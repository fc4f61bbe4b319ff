package snapshot

import (
	"encoding/json"
	"strconv"

	"github.com/azimuthid/azimuth/internal/document"
)

// migrations bring a text from a version to the next one: the first from 1 to 2.
// One is never changed once a release has written the version that it makes.
var migrations = []func(tree map[string]any) error{
	identitiesOfTheWhole,
}

// migrate brings a text to the present version, in place.
func migrate(tree any) error {
	object, ok := tree.(map[string]any)
	if !ok || object["format"] != Format {
		return wrong(`its member "format" is not %q`, Format)
	}
	number, _ := object["version"].(json.Number)
	version, err := strconv.Atoi(number.String())
	switch {
	case err != nil || version < 1:
		return wrong(`its member "version" is no version`)
	case version > Version:
		return wrong("it has version %d, and this program knows up to %d: use a newer azimuth", version, Version)
	}
	for ; version < Version; version++ {
		if err := migrations[version-1](object); err != nil {
			return err
		}
	}
	object["version"] = json.Number(strconv.Itoa(Version))
	return nil
}

// identitiesOfTheWhole is the step from version 1, which named the tenant and
// the subscription in the tenant's document only.
func identitiesOfTheWhole(tree map[string]any) error {
	documents, _ := tree["documents"].([]any)
	for _, d := range documents {
		if document.String(d, "kind") == "azimuth/tenant" {
			tree["tenantId"], tree["subscriptionId"] = document.String(d, "body.tenantId"), document.String(d, "body.subscriptionId")
			return nil
		}
	}
	return wrong("it has no tenant")
}
