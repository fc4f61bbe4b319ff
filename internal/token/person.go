package token

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
)

// PersonLifetime is how long after its issue a token for a person expires. Entra
// draws it from 60 to 90 minutes.
const PersonLifetime = time.Hour

// PersonGrant is a token to be issued to a client for a person who signed in: the caller
// has decided that the client may have it.
type PersonGrant struct {
	User     directory.User
	ClientID string // a GUID in lower case
	// ClientAuth is ClientPublic, ClientSecret or ClientCertificate.
	ClientAuth string
	Audience   string // as requested, kept to the letter; unused in id tokens
	// Scope is what the client may do for the person, such as
	// "user_impersonation": names between blanks. Unused in id tokens.
	Scope string
	// Methods are how the person signed in, and SignedIn when.
	Methods  []string
	SignedIn time.Time
	// Nonce is the client's mark in an id token, or "".
	Nonce string
	// Capabilities are what the client says that it can handle ("xms_cc").
	Capabilities []string
}

// IssueForPerson signs an access token for a person. It is not kept: its client
// keeps it. Errors are faults of ours.
func (i *Issuer) IssueForPerson(g PersonGrant) (Token, error) {
	if g.User.ID == "" || g.Audience == "" || g.ClientID == "" {
		return Token{}, errGrant
	}
	c := i.personClaims(g)
	c.Type = "user"
	c.Audience = g.Audience
	c.Scope = g.Scope
	c.Capabilities = g.Capabilities
	c.Subject = subjectFor(g.User.ID, g.Audience)
	if audience := i.audienceV2(g.Audience); audience != "" {
		c.Version, c.Issuer, c.Audience = "2.0", i.config.Authority.IssuerV2(), audience
		c.Party, c.PartyAuth = g.ClientID, g.ClientAuth
		c.UserName = g.User.UserPrincipalName
	} else {
		i.asVersion1(&c, g)
		c.Context = "1"
		c.AppID, c.AppAuth = g.ClientID, g.ClientAuth
	}
	t, _, err := i.signClaims(c)
	return t, err
}

// IssueID signs an id token, which tells the client who signed in, in version
// 2.0's form or in 1.0's. Errors are faults of ours.
func (i *Issuer) IssueID(g PersonGrant, v2 bool) (string, error) {
	if g.User.ID == "" || g.ClientID == "" {
		return "", errGrant
	}
	c := i.personClaims(g)
	c.Audience = g.ClientID
	c.Nonce = g.Nonce
	c.SignedIn = g.SignedIn.Unix()
	c.Subject = subjectFor(g.User.ID, g.ClientID)
	if v2 {
		c.Version, c.Issuer, c.UserName = "2.0", i.config.Authority.IssuerV2(), g.User.UserPrincipalName
	} else {
		i.asVersion1(&c, g)
	}
	t, _, err := i.signClaims(c)
	return t.Raw, err
}

// personClaims are the claims that all tokens for a person have.
func (i *Issuer) personClaims(g PersonGrant) Claims {
	issued := i.config.Sources.Now().UTC().Truncate(time.Second)
	from := max(issued.Add(-backdate).Unix(), i.config.Revocations.validFrom(g.User.ID))
	c := Claims{
		IssuedAt:  from,
		NotBefore: from,
		Expires:   issued.Add(PersonLifetime).Unix(),
		ObjectID:  g.User.ID,
		TenantID:  i.config.Authority.TenantID,
		PersonClaims: PersonClaims{
			Name:       g.User.DisplayName,
			FamilyName: member(g.User, "surname"),
			GivenName:  member(g.User, "givenName"),
		},
	}
	c.addNoise(i.config.Sources)
	return c
}

func (i *Issuer) asVersion1(c *Claims, g PersonGrant) {
	c.Version, c.Issuer = "1.0", i.config.Authority.IssuerV1()
	c.Methods = g.Methods
	c.UniqueName, c.Principal = g.User.UserPrincipalName, g.User.UserPrincipalName
}

// subjectFor is the name under which an application knows a person: another for
// each application, always the same.
func subjectFor(userID, application string) string {
	digest := sha256.Sum256([]byte(userID + "\x00" + strings.ToLower(application)))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// member is a property that the directory keeps for others, where it is a text.
func member(u directory.User, name string) string {
	var text string
	if err := json.Unmarshal(u.Members[name], &text); err != nil {
		return ""
	}
	return text
}
