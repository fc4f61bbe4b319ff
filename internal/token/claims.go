package token

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Claims are the contents of an access token, in the order and with the names
// that Entra's have. Times are in Unix seconds.
type Claims struct {
	Audience  string `json:"aud"`
	Issuer    string `json:"iss"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	Opaque    string `json:"aio"`
	AppID     string `json:"appid,omitempty"`    // version 1.0
	AppAuth   string `json:"appidacr,omitempty"` // version 1.0
	Party     string `json:"azp,omitempty"`      // version 2.0
	PartyAuth string `json:"azpacr,omitempty"`   // version 2.0
	Provider  string `json:"idp,omitempty"`      // version 1.0
	Type      string `json:"idtyp,omitempty"`    // "app" or "user"; none in id tokens
	ObjectID  string `json:"oid"`
	Refresh   string `json:"rh"`
	Subject   string `json:"sub"` // the same as ObjectID for programs; see subjectFor for people
	TenantID  string `json:"tid"`
	UniqueID  string `json:"uti"`
	PersonClaims
	Version      string   `json:"ver"`                  // "1.0" or "2.0"
	HostID       string   `json:"xms_az_rid,omitempty"` // the machine that asked
	Capabilities []string `json:"xms_cc,omitempty"`
	ResourceID   string   `json:"xms_mirid,omitempty"` // the managed identity
}

// PersonClaims are those of tokens for people alone.
type PersonClaims struct {
	Context    string   `json:"acr,omitempty"` // version 1.0
	Methods    []string `json:"amr,omitempty"` // version 1.0
	FamilyName string   `json:"family_name,omitempty"`
	GivenName  string   `json:"given_name,omitempty"`
	Name       string   `json:"name,omitempty"`
	UserName   string   `json:"preferred_username,omitempty"` // version 2.0
	Scope      string   `json:"scp,omitempty"`                // what the client may do for the person
	UniqueName string   `json:"unique_name,omitempty"`        // version 1.0
	Principal  string   `json:"upn,omitempty"`                // version 1.0
	Nonce      string   `json:"nonce,omitempty"`              // id tokens
	SignedIn   int64    `json:"auth_time,omitempty"`          // id tokens
}

// OfPerson reports whether the token was issued to a client for a person.
func (c Claims) OfPerson() bool { return c.Type == "user" }

// CallerName is by what an error names who presents the token: a person's user
// name, or else the client id.
func (c Claims) CallerName() string {
	switch {
	case c.Principal != "":
		return c.Principal
	case c.OfPerson() && c.UserName != "":
		return c.UserName
	}
	return c.ClientID()
}

// ClientID is the client id of the principal, whatever the token's version.
func (c Claims) ClientID() string {
	if c.AppID != "" {
		return c.AppID
	}
	return c.Party
}

// claimsOf writes the claims of a token issued at the given second, with
// "iat" and "nbf" no earlier than validFrom. audienceV2 is the "aud" of a token
// of version 2.0; "" makes one of version 1.0.
func claimsOf(g Grant, a Authority, audienceV2 string, issued time.Time, validFrom int64, sources resource.Sources) Claims {
	from := max(issued.Add(-backdate).Unix(), validFrom)
	c := Claims{
		Audience:     g.Audience,
		IssuedAt:     from,
		NotBefore:    from,
		Expires:      issued.Add(Lifetime).Unix(),
		Type:         "app",
		ObjectID:     g.Principal.ID,
		Subject:      g.Principal.ID,
		TenantID:     a.TenantID,
		HostID:       lowerGroupSegment(g.HostID),
		Capabilities: g.Capabilities,
		ResourceID:   lowerGroupSegment(g.ResourceID),
	}
	c.addNoise(sources)
	if audienceV2 != "" {
		c.Version = "2.0"
		c.Issuer = a.IssuerV2()
		c.Audience = audienceV2
		c.Party, c.PartyAuth = g.Principal.AppID, g.ClientAuth
		return c
	}
	c.Version = "1.0"
	c.Issuer = a.IssuerV1()
	c.Provider = c.Issuer
	c.AppID, c.AppAuth = g.Principal.AppID, g.ClientAuth
	return c
}

// addNoise sets aio, rh and uti, which mean something to Entra alone; clients see
// that they differ.
func (c *Claims) addNoise(sources resource.Sources) {
	noise := sources.Bytes(23 + 34 + 16)
	c.Opaque = base64.StdEncoding.EncodeToString(noise[:23])
	c.Refresh = "1." + base64.RawURLEncoding.EncodeToString(noise[23:57]) + "."
	c.UniqueID = base64.RawURLEncoding.EncodeToString(noise[57:])
}

// lowerGroupSegment writes the segment "resourceGroups" of a resource id in
// lower case, as Entra does in its claims, and leaves all else as it is.
func lowerGroupSegment(id string) string {
	segments := strings.SplitN(id, "/", 5)
	if len(segments) < 4 || !strings.EqualFold(segments[3], "resourcegroups") {
		return id
	}
	segments[3] = "resourcegroups"
	return strings.Join(segments, "/")
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
