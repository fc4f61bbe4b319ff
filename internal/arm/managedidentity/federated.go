package managedidentity

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

func federatedCredential() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "userAssignedIdentities/federatedIdentityCredentials",
		Display:     "Federated Identity Credentials",
		Versions:    versions[3:],
		LowerGroups: true,
		CreatedAt:   true,
		NoPatch:     true,
		CheckName:   checkCredentialName,
		Write:       writeCredential,
		Missing: func(id resource.ID) error {
			return resource.NotFound("NotFound", "Resource '%s' was not found.", identity.LowerGroups(id.String()))
		},
	}
}

var credentialName = lazy.NewPattern(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$`)

func checkCredentialName(name string) error {
	if credentialName.MatchString(name) {
		return nil
	}
	return resource.Invalid("BadRequest", "Federated Identity Credential name '%s' is invalid.", name)
}

// The limits of federated credentials (Microsoft, "Important considerations and
// restrictions for federated identity credentials").
const (
	maxCredentials    = 20
	maxCredentialText = 600
)

// writeCredential checks a credential: an issuer, a subject and one audience,
// and no second credential of the identity with the same issuer and subject.
func writeCredential(ctx context.Context, w *arm.Write) error {
	if len(w.Properties) == 0 {
		return resource.Invalid("BadRequest", "Federated Identity Credential from HTTP body has empty properties")
	}
	for _, member := range []string{"issuer", "subject"} {
		text, _ := w.Properties[member].(string)
		if text == "" || len(text) > maxCredentialText || strings.TrimSpace(text) != text {
			return &resource.Error{Kind: resource.KindInvalid, Code: "BadRequest", Target: member, Message: "Federated Identity Credential property '" + member + "' must have 1 to 600 characters, without white space at either end."}
		}
	}
	if audiences := document.Array(w.Properties, "audiences"); len(audiences) != 1 {
		return resource.Invalid("BadRequest", "Federated identity credentials must have exactly one audience.")
	} else if text, ok := audiences[0].(string); !ok || text == "" || len(text) > maxCredentialText {
		return resource.Invalid("BadRequest", "The audience of a federated identity credential must have 1 to 600 characters.")
	}
	return checkSiblings(ctx, w)
}

// checkSiblings looks at the identity's other credentials. The identity's own
// document is written anew, so that of two credentials made at the same time
// each sees the other.
func checkSiblings(ctx context.Context, w *arm.Write) error {
	parent, err := w.Unit.Record(ctx, w.ID.Parent())
	if err != nil {
		return err
	}
	w.Unit.Put(parent.Document())
	siblings, err := w.Unit.List(ctx, resource.Query{Kind: w.Type.Kind(), Under: w.ID.Parent().Key()})
	if err != nil {
		return err
	}
	if w.Old == nil && len(siblings) >= maxCredentials {
		return resource.Invalid("BadRequest", "Too many Federated Identity Credentials: an identity may have at most %d.", maxCredentials)
	}
	for _, d := range siblings {
		sibling, err := resource.ParseRecord(d)
		if err != nil {
			return err
		}
		properties, err := document.Read(sibling.Properties)
		if err != nil {
			return err
		}
		if d.Key != w.ID.Key() && document.String(properties, "issuer") == w.Properties["issuer"] && document.String(properties, "subject") == w.Properties["subject"] {
			return resource.Invalid("BadRequest", "Issuer and subject combination already exists for this Managed Identity.")
		}
	}
	return nil
}
