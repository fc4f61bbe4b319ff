package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

var userEntity = &entity{
	name: "user", set: "users", legacy: "User", kind: directory.UserKind,
	joins: true,
	properties: slices.Concat(
		[]property{
			{name: "id", kept: true, readOnly: true},
			{name: "businessPhones", form: formTexts, absent: []any{}},
			{name: "displayName", kept: true},
		},
		plain(formText, nil, "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname"),
		[]property{
			{name: "userPrincipalName", kept: true},
			{name: "accountEnabled", form: formFlag, kept: true, hidden: true},
			{name: "mailNickname", kept: true, hidden: true},
			{name: "createdDateTime", kept: true, readOnly: true, hidden: true},
			{name: "signInSessionsValidFromDateTime", kept: true, readOnly: true, hidden: true},
			{name: "userType", hidden: true, absent: "Member"},
			{name: "passwordProfile", form: formObject, hidden: true, unstored: true, read: readPassword},
		},
		hide(plain(formTexts, []any{}, "otherMails")),
		hide(plain(formText, nil, "ageGroup", "city", "companyName", "consentProvidedForMinor", "country", "department",
			"employeeId", "employeeType", "faxNumber", "passwordPolicies", "postalCode", "state", "streetAddress", "usageLocation")),
		hide(fixed(nil, "creationType", "deletedDateTime", "externalUserState", "lastPasswordChangeDateTime",
			"onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesImmutableId", "onPremisesLastSyncDateTime",
			"onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "onPremisesUserPrincipalName")),
		hide(fixed([]any{}, "assignedLicenses", "assignedPlans", "identities", "imAddresses", "proxyAddresses", "provisionedPlans")),
	),
	find: func(ctx context.Context, d directory.Directory, key segment) (resource.Document, error) {
		switch {
		case key.property == "" && strings.Contains(key.text, "@"), strings.EqualFold(key.property, "userPrincipalName"):
			return d.UserByName(ctx, key.text)
		case key.property == "":
			return d.ObjectOf(ctx, directory.UserKind, key.text)
		}
		return resource.Document{}, badKey(key)
	},
	prepare: func(_ *exchange, _ object, body map[string]any) error {
		if value, _, _ := document.Member(body, "accountEnabled"); value == nil {
			return badProperty("accountEnabled", "A value is required for property 'accountEnabled' of resource 'User'.")
		}
		if value, _, _ := document.Member(body, "passwordProfile"); value == nil {
			return badProperty("passwordProfile", "A password must be specified to create a new user.")
		}
		return nil
	},
	put: func(ctx context.Context, c *directory.Change, d resource.Document) error {
		u, err := directory.ParseUser(d)
		if err != nil {
			return err
		}
		return c.PutUser(ctx, u)
	},
}

// readPassword looks at a password and forgets it: people sign in with one-time codes.
func readPassword(_ *exchange, _ object, sent any) (any, error) {
	password, _, there := document.Member(sent, "password")
	text, ok := password.(string)
	if there && (!ok || text == "" || len(text) > 256) {
		return nil, badProperty("passwordProfile", "The specified password does not comply with password complexity requirements. Please provide a different password.")
	}
	return nil, nil
}

func badKey(key segment) error {
	return badRequest("The request URI is not valid: '%s' is no key of the resource.", key.property)
}
