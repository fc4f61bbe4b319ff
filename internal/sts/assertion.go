package sts

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// assertionType is the one kind of client assertion (RFC 7523).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

const (
	// maxAssertion is the longest assertion, in bytes: certificate chains stand in some.
	maxAssertion = 32 << 10
	// assertionSkew is how far the client's clock may be from ours.
	assertionSkew = 5 * time.Minute
	// maxAssertionLife bounds how long an assertion is valid, and with it how
	// long one that was seen is remembered. Client libraries make them for ten minutes.
	maxAssertionLife = 24 * time.Hour
)

// assertion is a signed token that stands for a credential, as it says of
// itself: nothing of it holds before verify.
type assertion struct {
	raw     string
	payload []byte
	header  assertionHeader
	claims  assertionClaims
}

// assertionHeader are the members that are looked at. A certificate or a key in
// the header proves nothing: the header is the sender's.
type assertionHeader struct {
	Algorithm string   `json:"alg"`
	KeyID     string   `json:"kid"`
	SHA1      string   `json:"x5t"`
	SHA256    string   `json:"x5t#S256"`
	Critical  []string `json:"crit"`
}

type assertionClaims struct {
	Issuer    string       `json:"iss"`
	Subject   string       `json:"sub"`
	Audience  audienceList `json:"aud"`
	Expires   numericDate  `json:"exp"`
	NotBefore numericDate  `json:"nbf"`
	IssuedAt  numericDate  `json:"iat"`
	ID        string       `json:"jti"`
}

// readAssertion takes an assertion apart. Names of members are compared with
// their case, and none may stand twice: what an issuer says under another name
// must not be taken for what is meant.
func readAssertion(raw string) (assertion, error) {
	a := assertion{raw: raw}
	parts := strings.Split(raw, ".")
	if len(raw) > maxAssertion || len(parts) != 3 || strings.ContainsAny(raw, "\r\n") {
		return a, malformedAssertion.error("It is not of three parts.")
	}
	header, err := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	if err != nil {
		return a, malformedAssertion.error("The header is not base64url.")
	}
	if a.payload, err = base64.RawURLEncoding.Strict().DecodeString(parts[1]); err != nil {
		return a, malformedAssertion.error("The payload is not base64url.")
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(parts[2]); err != nil {
		return a, malformedAssertion.error("The signature is not base64url.")
	}
	if err := json.Unmarshal(header, &a.header); err != nil || len(a.header.Critical) > 0 {
		return a, malformedAssertion.error("The header cannot be read.")
	}
	if err := json.Unmarshal(a.payload, &a.claims); err != nil {
		return a, malformedAssertion.error("The payload cannot be read.")
	}
	switch c := a.claims; {
	case c.Issuer == "":
		return a, malformedAssertion.error("The claim 'iss' is missing.")
	case c.Subject == "":
		return a, malformedAssertion.error("The claim 'sub' is missing.")
	case len(c.Audience) == 0:
		return a, malformedAssertion.error("The claim 'aud' is missing.")
	case !c.Expires.set:
		return a, malformedAssertion.error("The claim 'exp' is missing.")
	}
	return a, nil
}

// verify reports whether the key made the signature, by one of the algorithms.
func (a assertion) verify(key any, algorithms ...jose.SignatureAlgorithm) bool {
	signed, err := jose.ParseSignedCompact(a.raw, algorithms)
	if err != nil {
		return false
	}
	payload, err := signed.Verify(key)
	return err == nil && bytes.Equal(payload, a.payload)
}

// checkAlgorithm refuses what none of the algorithms signed.
func (a assertion) checkAlgorithm(algorithms ...jose.SignatureAlgorithm) error {
	names := make([]string, len(algorithms))
	for n, algorithm := range algorithms {
		if a.header.Algorithm == string(algorithm) {
			return nil
		}
		names[n] = "'" + string(algorithm) + "'"
	}
	return malformedAssertion.error("The signature algorithm '" + shown(a.header.Algorithm) + "' is none of " + strings.Join(names, ", ") + ".")
}

// checkTime refuses an assertion that is not valid at the moment.
func (a assertion) checkTime(now time.Time) error {
	c := a.claims
	from := c.NotBefore
	if !from.set {
		from = c.IssuedAt
	}
	if from.set && now.Add(assertionSkew).Before(from.at) || !now.Before(c.Expires.at.Add(assertionSkew)) {
		return a.outsideTime(now)
	}
	return nil
}

// outsideTime is the error that the assertion is not valid at the moment.
func (a assertion) outsideTime(now time.Time) error {
	const layout = "2006-01-02T15:04:05.0000000Z"
	c := a.claims
	return outsideTime.error(now.UTC().Format(layout), c.NotBefore.at.Format(layout), c.Expires.at.Format(layout))
}

// audienceList is "aud": a string, or an array of strings.
type audienceList []string

func (l *audienceList) UnmarshalJSON(text []byte) error {
	var one string
	if err := json.Unmarshal(text, &one); err == nil {
		if one != "" {
			*l = audienceList{one}
		}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

// numericDate is a time in Unix seconds (RFC 7519), with fractions as some
// libraries write them.
type numericDate struct {
	at  time.Time // UTC
	set bool
}

// maxSeconds is the end of the year 9999.
const maxSeconds = 253402300799

func (d *numericDate) UnmarshalJSON(text []byte) error {
	var seconds float64
	if err := json.Unmarshal(text, &seconds); err != nil {
		return err
	}
	if !(seconds >= 0 && seconds <= maxSeconds) {
		return malformedAssertion.error("A time is out of range.")
	}
	*d = numericDate{time.Unix(int64(seconds), 0).UTC(), true}
	return nil
}
