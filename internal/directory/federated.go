package directory

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The limits of federated credentials (Microsoft, "Important considerations and
// restrictions for federated identity credentials").
const (
	maxFederated     = 20
	maxFederatedText = 600
)

var federatedName = lazy.NewPattern(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$`)

// SetFederated adds a federated credential to the application, or replaces the
// one with its id. Its errors are Graph's.
func (a *Application) SetFederated(c FederatedCredential) error {
	if err := c.check(); err != nil {
		return err
	}
	at := slices.IndexFunc(a.Federated, func(o FederatedCredential) bool { return o.ID == c.ID })
	if at < 0 && len(a.Federated) >= maxFederated {
		return federatedError("An application may have at most 20 federated identity credentials.", "federatedIdentityCredentials")
	}
	for i, other := range a.Federated {
		switch {
		case i == at:
		case strings.EqualFold(other.Name, c.Name):
			return resource.Conflict("Request_MultipleObjectsWithSameKeyValue", "FederatedIdentityCredential with name %s already exists.", c.Name)
		case other.Issuer == c.Issuer && other.Subject == c.Subject:
			return federatedError("The combination of issuer and subject must be unique for the application. Issuer "+c.Issuer+" and Subject: "+c.Subject+" already exist.", "subject")
		}
	}
	a.Federated = slices.Clone(a.Federated)
	if at < 0 {
		a.Federated = append(a.Federated, c)
	} else {
		a.Federated[at] = c
	}
	return nil
}

func (c FederatedCredential) check() error {
	if !federatedName.MatchString(c.Name) {
		return federatedError("Federated Identity Credential name '"+c.Name+"' is invalid.", "name")
	}
	if len(c.Audiences) != 1 {
		return federatedError("Federated identity credentials must have exactly one audience.", "audiences")
	}
	for _, property := range []struct{ name, text string }{{"issuer", c.Issuer}, {"subject", c.Subject}, {"audiences", c.Audiences[0]}} {
		if text := property.text; text == "" || len(text) > maxFederatedText || strings.TrimSpace(text) != text {
			return federatedError("The value of '"+property.name+"' of a federated identity credential must have 1 to 600 characters, without white space at either end.", property.name)
		}
	}
	if len(c.Description) > maxFederatedText {
		return federatedError("The description of a federated identity credential must have at most 600 characters.", "description")
	}
	return nil
}

func federatedError(message, property string) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidFederatedIdentityCredentialValue", Message: message, Target: property}
}
