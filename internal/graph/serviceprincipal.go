package graph

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

var servicePrincipalEntity = &entity{
	name: "servicePrincipal", set: "servicePrincipals", legacy: "ServicePrincipal", kind: directory.PrincipalKind,
	owned: true, joins: true,
	properties: slices.Concat(
		[]property{
			{name: "id", kept: true, readOnly: true},
			{name: "deletedDateTime", readOnly: true},
			{name: "accountEnabled", form: formFlag, absent: true, read: readEnabled},
			{name: "alternativeNames", form: formTexts, kept: true, readOnly: true, absent: []any{}},
			{name: "appDisplayName", readOnly: true, show: appName},
			{name: "appDescription", readOnly: true},
			{name: "appId", kept: true, readOnly: true},
			{name: "applicationTemplateId", readOnly: true},
			{name: "appOwnerOrganizationId", readOnly: true, show: appOwner},
			{name: "appRoleAssignmentRequired", form: formFlag, absent: false},
			{name: "createdDateTime", kept: true, readOnly: true},
			{name: "description"},
			{name: "disabledByMicrosoftStatus", readOnly: true},
			{name: "displayName", kept: true, readOnly: true},
		},
		plain(formText, nil, "homepage", "loginUrl", "logoutUrl", "notes"),
		plain(formTexts, []any{}, "notificationEmailAddresses"),
		plain(formText, nil, "preferredSingleSignOnMode", "preferredTokenSigningKeyThumbprint"),
		plain(formTexts, []any{}, "replyUrls"),
		[]property{
			{name: "servicePrincipalNames", form: formTexts, readOnly: true, show: names},
			{name: "servicePrincipalType", kept: true, readOnly: true},
			{name: "signInAudience", readOnly: true, show: audience},
			{name: "tags", form: formTexts, absent: []any{}},
			{name: "tokenEncryptionKeyId"},
			{name: "samlSingleSignOnSettings", form: formObject},
		},
		fixed([]any{}, "addIns", "appRoles"),
		fixed(map[string]any{"logoUrl": nil, "marketingUrl": nil, "privacyStatementUrl": nil, "supportUrl": nil, "termsOfServiceUrl": nil}, "info"),
		fixed([]any{}, "keyCredentials", "oauth2PermissionScopes", "passwordCredentials", "resourceSpecificApplicationPermissions"),
		fixed(map[string]any{"displayName": nil, "verifiedPublisherId": nil, "addedDateTime": nil}, "verifiedPublisher"),
	),
	find: func(ctx context.Context, d directory.Directory, key segment) (resource.Document, error) {
		switch {
		case key.property == "":
			return d.ObjectOf(ctx, directory.PrincipalKind, key.text)
		case strings.EqualFold(key.property, "appId"):
			return d.ServicePrincipalOf(ctx, key.text)
		}
		return resource.Document{}, badKey(key)
	},
	prepare: func(_ *exchange, o object, body map[string]any) error {
		appID := strings.ToLower(document.String(body, "appId"))
		if !resource.IsGUID(appID) {
			return badProperty("appId", "A value is required for property 'appId' of resource 'ServicePrincipal'.")
		}
		o.tree["appId"] = appID
		return nil
	},
	put: func(ctx context.Context, c *directory.Change, d resource.Document) error {
		p, err := directory.ParseServicePrincipal(d)
		if err != nil {
			return err
		}
		if p.Type == "" { // not made yet
			return c.CreateServicePrincipal(ctx, p)
		}
		return c.PutServicePrincipal(p)
	},
}

func isManaged(o object) bool { return o.text("servicePrincipalType") == directory.TypeManagedIdentity }

// A managed identity has no application, and nothing that comes from one.

func appName(_ *exchange, o object) any {
	if isManaged(o) {
		return nil
	}
	return o.text("displayName")
}

func appOwner(x *exchange, o object) any {
	if isManaged(o) {
		return nil
	}
	return x.config.TenantID
}

func audience(_ *exchange, o object) any {
	if isManaged(o) {
		return nil
	}
	return homeTenant
}

// identityNames begin the second names of managed identities.
const identityNames = "https://identity.azure.net/"

// names are the names by which the principal is found: its client id, the
// identifier URIs of its application, and for a managed identity an address that
// nobody but Azure's identity provider knows the meaning of.
func names(_ *exchange, o object) any {
	all := []any{o.text("appId")}
	if isManaged(o) {
		digest := sha256.Sum256([]byte(o.text("id")))
		all = append(all, identityNames+base64.StdEncoding.EncodeToString(digest[:]))
	}
	return append(all, document.Array(o.tree, "servicePrincipalNames")...)
}

// readEnabled refuses to switch a principal off: its tokens would go on being issued.
func readEnabled(_ *exchange, _ object, sent any) (any, error) {
	if sent == false {
		return nil, badProperty("accountEnabled", "Disabling service principals is not supported.")
	}
	return nil, nil
}
