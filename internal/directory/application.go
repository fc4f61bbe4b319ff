package directory

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Application is a registered program that signs in with credentials of its own.
type Application struct {
	ID          string               `json:"id"` // object id of the application itself
	AppID       string               `json:"appId"`
	DisplayName string               `json:"displayName"`
	Created     time.Time            `json:"createdDateTime"`
	Passwords   []PasswordCredential `json:"passwordCredentials"`
	// Keys are the certificates with which the application signs its assertions.
	Keys []KeyCredential `json:"keyCredentials,omitempty"`
	// Federated are the outside tokens that are taken in place of a credential.
	Federated []FederatedCredential `json:"federatedIdentityCredentials,omitempty"`
	// IdentifierURIs are the names under which tokens for the application are asked for.
	IdentifierURIs []string `json:"identifierUris,omitempty"`
	// TokenVersion is the version of access tokens for the application: 2, or 1 (also 0).
	TokenVersion int `json:"requestedAccessTokenVersion,omitempty"`
	// Members are properties that are kept for those who read them, such as web.
	Members map[string]json.RawMessage `json:"members,omitempty"`
}

// KeyCredential is a certificate of an application.
type KeyCredential struct {
	KeyID       string    `json:"keyId"`
	DisplayName string    `json:"displayName,omitempty"`
	Certificate []byte    `json:"key"` // DER
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
}

// FederatedCredential says which tokens of another issuer stand for an
// application or a user-assigned identity: those with this issuer, this subject
// and one of these audiences, to the letter.
type FederatedCredential struct {
	ID          string   `json:"id,omitempty"`
	Name        string   `json:"name"`
	Issuer      string   `json:"issuer"`
	Subject     string   `json:"subject"`
	Audiences   []string `json:"audiences"`
	Description string   `json:"description,omitempty"`
}

// PasswordCredential is a client secret, of which only a digest is kept.
type PasswordCredential struct {
	KeyID       string    `json:"keyId"`
	DisplayName string    `json:"displayName,omitempty"`
	Hint        string    `json:"hint"` // the secret's first three characters
	SHA256      []byte    `json:"sha256"`
	Start       time.Time `json:"startDateTime"`
	End         time.Time `json:"endDateTime"`
}

// ApplicationKind is the document kind of applications.
const ApplicationKind = "directory/application"

// ApplicationKey is the store key of the application with this client id.
func ApplicationKey(appID string) string { return "/directory/applications/" + appID }

// Document is the application's stored form.
func (a Application) Document() resource.Document {
	var uris []resource.Index
	for _, uri := range a.IdentifierURIs {
		if index := IdentifierIndex(uri); !slices.Contains(uris, index) {
			uris = append(uris, index)
		}
	}
	return resource.Document{
		Key:     ApplicationKey(a.AppID),
		Kind:    ApplicationKind,
		Body:    mustJSON(a),
		Indexes: slices.Concat(unique("id", a.ID), uris, indexed("displayName", a.DisplayName)),
	}
}

// ParseApplication reads a stored application.
func ParseApplication(d resource.Document) (Application, error) {
	var a Application
	if err := json.Unmarshal(d.Body, &a); err != nil {
		return a, fmt.Errorf("directory: %s: %w", d.Key, err)
	}
	return a, nil
}

// NewPassword makes a client secret of 256 random bits that is valid for the
// given time, and the credential to keep in its place.
func NewPassword(s resource.Sources, displayName string, lifetime time.Duration) (secret string, c PasswordCredential) {
	secret = base64.RawURLEncoding.EncodeToString(s.Bytes(32))
	return secret, PasswordOf(s, secret, displayName, lifetime)
}

// PasswordOf is the credential to keep in place of a client secret, which has at
// least three characters.
func PasswordOf(s resource.Sources, secret, displayName string, lifetime time.Duration) PasswordCredential {
	digest := sha256.Sum256([]byte(secret))
	now := s.Now().UTC()
	return PasswordCredential{
		KeyID:       s.NewGUID(),
		DisplayName: displayName,
		Hint:        secret[:3],
		SHA256:      digest[:],
		Start:       now,
		End:         now.Add(lifetime),
	}
}

// Is reports whether the credential is that of a secret.
func (c PasswordCredential) Is(secret string) bool {
	digest := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(digest[:], c.SHA256) == 1
}

// PasswordState is what CheckPassword found.
type PasswordState int

// What a presented secret can be.
const (
	PasswordWrong PasswordState = iota
	PasswordValid
	PasswordExpired
)

// passwordSkew is how much earlier than its start a secret is taken, for clocks
// that differ.
const passwordSkew = 5 * time.Minute

// CheckPassword compares a presented secret with the application's credentials,
// in time that does not depend on how much of it is right.
func (a Application) CheckPassword(secret string, now time.Time) PasswordState {
	state := PasswordWrong
	for _, c := range a.Passwords {
		if !c.Is(secret) {
			continue
		}
		if now.Add(passwordSkew).Before(c.Start) {
			continue
		}
		if now.Before(c.End) {
			return PasswordValid
		}
		state = PasswordExpired
	}
	return state
}

// The most credentials that one application holds, and the most names.
const (
	maxCredentials    = 100
	maxIdentifierURIs = 50
)

func (a Application) check() error {
	if err := checkName("Application", a.DisplayName); err != nil {
		return err
	}
	if len(a.Passwords)+len(a.Keys) > maxCredentials {
		return invalid("passwordCredentials", "The application has too many credentials.")
	}
	if len(a.IdentifierURIs) > maxIdentifierURIs {
		return invalid("identifierUris", "The application has too many identifier URIs.")
	}
	for _, uri := range a.IdentifierURIs {
		u, err := url.Parse(uri)
		if err != nil || !u.IsAbs() || u.Host == "" && u.Opaque == "" || strings.ContainsAny(uri, " \t\r\n") || len(uri) > maxName {
			return invalid("identifierUris", "Invalid value specified for property 'identifierUris' of resource 'Application'.")
		}
	}
	return nil
}
