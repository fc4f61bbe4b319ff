package graph

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// homeTenant is the audience of an application that only its own tenant uses.
const homeTenant = "AzureADMyOrg"

var applicationEntity = &entity{
	name: "application", set: "applications", legacy: "Application", kind: directory.ApplicationKind,
	owned: true,
	properties: slices.Concat(
		[]property{
			{name: "id", kept: true, readOnly: true},
			{name: "deletedDateTime", readOnly: true},
			{name: "appId", kept: true, readOnly: true},
			{name: "applicationTemplateId", readOnly: true},
			{name: "disabledByMicrosoftStatus", readOnly: true},
			{name: "createdDateTime", kept: true, readOnly: true},
			{name: "displayName", kept: true},
			{name: "description"},
			{name: "groupMembershipClaims"},
			{name: "identifierUris", form: formTexts, kept: true, absent: []any{}},
			{name: "isDeviceOnlyAuthSupported", form: formFlag},
			{name: "isFallbackPublicClient", form: formFlag},
			{name: "notes"},
			{name: "publisherDomain", readOnly: true, show: func(x *exchange, _ object) any { return x.config.Domain }},
			{name: "serviceManagementReference"},
			{name: "signInAudience", absent: homeTenant},
			{name: "tags", form: formTexts, absent: []any{}},
			{name: "tokenEncryptionKeyId"},
			{name: "uniqueName", readOnly: true},
		},
		plain(formText, nil, "samlMetadataUrl", "defaultRedirectUri", "nativeAuthenticationApisEnabled"),
		fixed(nil, "certification"),
		plain(formObject, nil, "optionalClaims", "requestSignatureVerification", "servicePrincipalLockConfiguration"),
		plain(formObjects, []any{}, "addIns"),
		[]property{
			{name: "api", form: formObject, read: readAPI, absent: map[string]any{
				"acceptMappedClaims": nil, "knownClientApplications": []any{}, "requestedAccessTokenVersion": nil,
				"oauth2PermissionScopes": []any{}, "preAuthorizedApplications": []any{},
			}},
		},
		plain(formObjects, []any{}, "appRoles"),
		plain(formObject, map[string]any{"logoUrl": nil, "marketingUrl": nil, "privacyStatementUrl": nil, "supportUrl": nil, "termsOfServiceUrl": nil}, "info"),
		[]property{
			{name: "keyCredentials", form: formObjects, kept: true, show: showKeys, read: readKeys},
		},
		plain(formObject, map[string]any{"countriesBlockedForMinors": []any{}, "legalAgeGroupRule": "Allow"}, "parentalControlSettings"),
		[]property{
			{name: "passwordCredentials", form: formObjects, kept: true, show: showPasswords, read: readPasswords},
		},
		plain(formObject, map[string]any{"redirectUris": []any{}}, "publicClient"),
		plain(formObjects, []any{}, "requiredResourceAccess"),
		fixed(map[string]any{"displayName": nil, "verifiedPublisherId": nil, "addedDateTime": nil}, "verifiedPublisher"),
		plain(formObject, map[string]any{
			"homePageUrl": nil, "logoutUrl": nil, "redirectUris": []any{}, "redirectUriSettings": []any{},
			"implicitGrantSettings": map[string]any{"enableAccessTokenIssuance": false, "enableIdTokenIssuance": false},
		}, "web"),
		plain(formObject, map[string]any{"redirectUris": []any{}}, "spa"),
	),
	find: func(ctx context.Context, d directory.Directory, key segment) (resource.Document, error) {
		switch {
		case key.property == "":
			return d.Application(ctx, key.text)
		case strings.EqualFold(key.property, "appId"):
			return d.ApplicationOf(ctx, key.text)
		}
		return resource.Document{}, badKey(key)
	},
	prepare: func(_ *exchange, o object, _ map[string]any) error {
		o.tree["appId"] = o.ids.AppID
		return nil
	},
	put: func(ctx context.Context, c *directory.Change, d resource.Document) error {
		a, err := directory.ParseApplication(d)
		if err != nil {
			return err
		}
		return c.PutApplication(ctx, a)
	},
}

// readAPI takes what says of the application's tokens what version they have.
func readAPI(_ *exchange, o object, sent any) (any, error) {
	wanted, _, there := document.Member(sent, "requestedAccessTokenVersion")
	if !there {
		return sent, nil
	}
	delete(o.tree, "requestedAccessTokenVersion")
	switch wanted {
	case nil:
	case json.Number("1"), json.Number("2"):
		o.tree["requestedAccessTokenVersion"] = wanted
	default:
		return nil, badProperty("api", "Invalid value specified for property 'requestedAccessTokenVersion' of resource 'ApiApplication'.")
	}
	return sent, nil
}
