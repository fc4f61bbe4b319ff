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
	Audience     string   `json:"aud"`
	Issuer       string   `json:"iss"`
	IssuedAt     int64    `json:"iat"`
	NotBefore    int64    `json:"nbf"`
	Expires      int64    `json:"exp"`
	Opaque       string   `json:"aio"`
	AppID        string   `json:"appid,omitempty"`    // version 1.0
	AppAuth      string   `json:"appidacr,omitempty"` // version 1.0
	Party        string   `json:"azp,omitempty"`      // version 2.0
	PartyAuth    string   `json:"azpacr,omitempty"`   // version 2.0
	Provider     string   `json:"idp,omitempty"`      // version 1.0
	Type         string   `json:"idtyp"`              // "app"
	ObjectID     string   `json:"oid"`
	Refresh      string   `json:"rh"`
	Subject      string   `json:"sub"` // the same as ObjectID
	TenantID     string   `json:"tid"`
	UniqueID     string   `json:"uti"`
	Version      string   `json:"ver"`                  // "1.0" or "2.0"
	HostID       string   `json:"xms_az_rid,omitempty"` // the machine that asked
	Capabilities []string `json:"xms_cc,omitempty"`
	ResourceID   string   `json:"xms_mirid,omitempty"` // the managed identity
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
	// aio, rh and uti mean something to Entra alone; clients see that they differ.
	noise := sources.Bytes(23 + 34 + 16)
	c.Opaque = base64.StdEncoding.EncodeToString(noise[:23])
	c.Refresh = "1." + base64.RawURLEncoding.EncodeToString(noise[23:57]) + "."
	c.UniqueID = base64.RawURLEncoding.EncodeToString(noise[57:])
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
