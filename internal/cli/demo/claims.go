package demo

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
)

// claims are those of a token that the story shows.
type claims struct {
	Audience string `json:"aud"`
	ObjectID string `json:"oid"`
	AppID    string `json:"appid"`
	Resource string `json:"xms_mirid"`
}

// readClaims reads a token's claims. It trusts it: another step verifies one.
func readClaims(token string) (c claims, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, errors.New("the token is no signed JWT")
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(text, &c)
}

func (c claims) lines() []string {
	return []string{"oid        " + c.ObjectID, "appid      " + c.AppID, "xms_mirid  " + c.Resource, "aud        " + c.Audience}
}
