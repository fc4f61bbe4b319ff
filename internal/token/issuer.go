package token

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	// Lifetime is how long after its issue a token expires: what Entra gives
	// managed identities.
	Lifetime = 24 * time.Hour
	// backdate is how far "iat" and "nbf" lie before the issue, as in Entra's
	// tokens, so that verifiers whose clocks are slow take them.
	backdate = 5 * time.Minute
	// reuse is how long a signed token is handed out again. Entra's back end
	// reuses one for most of its life; half of it leaves every client twelve
	// hours, and SDKs themselves ask anew at half of what they were told.
	reuse = Lifetime / 2
	// defaultCacheSize bounds the cache; at about 2 kB a token it holds 32 MB.
	defaultCacheSize = 16384
)

// How the client proved who it is: the values of "appidacr" and "azpacr".
const (
	ClientPublic      = "0" // it did not
	ClientSecret      = "1"
	ClientCertificate = "2" // managed identities too
)

// ExchangeAudience is the audience of tokens that stand in for another
// application's credential (federated identity credentials). They are of version 2.0.
const ExchangeAudience = "api://AzureADTokenExchange"

// Grant is a token to be issued: the caller has decided that the principal may have it.
type Grant struct {
	Principal directory.ServicePrincipal
	Audience  string // as requested, kept to the letter
	// ClientAuth is ClientSecret or ClientCertificate.
	ClientAuth string
	// ResourceID is the managed identity's resource id ("xms_mirid"): the host
	// of a system-assigned one, the identity itself of a user-assigned one; ""
	// for applications.
	ResourceID string
	// HostID is the machine for which the token is ("xms_az_rid"); "" leaves the claim out.
	HostID string
	// Capabilities are what the client says that it can handle ("xms_cc"), such as "CP1".
	Capabilities []string
}

// Token is a signed access token and its times, in whole seconds.
type Token struct {
	Raw       string
	IssuedAt  time.Time // the claim "iat": five minutes before the issue, or less after a revocation
	NotBefore time.Time
	ExpiresAt time.Time
}

// ExpiresIn is the number of full seconds that the token outlives now: 86399 at its issue.
func (t Token) ExpiresIn(now time.Time) int64 {
	return int64((t.ExpiresAt.Sub(now) - 1) / time.Second)
}

// IssuerConfig is what an Issuer needs to know.
type IssuerConfig struct {
	Authority Authority
	Sources   resource.Sources
	// AcceptsV2 returns the client id of the application that an audience names,
	// where that takes tokens of version 2.0; nil means that none does. Tokens
	// for ExchangeAudience are of version 2.0 anyway.
	AcceptsV2 func(audience string) (appID string, ok bool)
	// Revocations are the marks before which no token's "iat" lies; nil for none.
	Revocations *Revocations
	// CacheSize is the most tokens that are kept; 0 means 16384.
	CacheSize int
}

// Issuer signs access tokens and keeps them for the next request. It may be
// used from many goroutines.
type Issuer struct {
	ring   *Keyring
	config IssuerConfig
	cache  *cache
}

// NewIssuer makes an Issuer that signs with the ring's newest key.
func NewIssuer(ring *Keyring, config IssuerConfig) *Issuer {
	if config.CacheSize == 0 {
		config.CacheSize = defaultCacheSize
	}
	return &Issuer{ring: ring, config: config, cache: newCache(config.CacheSize)}
}

var errGrant = errors.New("token: a grant needs a principal and an audience")

// Issue returns a token for the grant: one that the present key signed for the
// same grant in the last twelve hours, or a new one. Concurrent requests for one grant wait
// for one signature. Errors are faults of ours.
//
// The cache does not know who is alive: check the principal before each call.
func (i *Issuer) Issue(g Grant) (Token, error) {
	if g.Principal.ID == "" || g.Audience == "" {
		return Token{}, errGrant
	}
	key := cacheKey{
		principal:    g.Principal.ID,
		audience:     g.Audience,
		audienceV2:   i.audienceV2(g.Audience),
		clientAuth:   g.ClientAuth,
		resourceID:   g.ResourceID,
		hostID:       g.HostID,
		capabilities: strings.Join(g.Capabilities, "\x00"),
	}
	now := i.config.Sources.Now()
	entry, mine := i.cache.claim(key, i.ring.signing().id, now)
	if mine {
		i.fill(entry, g, key.audienceV2, now)
	}
	<-entry.done
	return entry.token, entry.err
}

// Forget empties a principal's part of the cache: the next Issue signs anew, and
// what is being signed meanwhile is not kept.
func (i *Issuer) Forget(principalID string) { i.cache.forget(principalID) }

// fill signs the token of an entry and lets those who wait for it go on,
// whatever happens.
func (i *Issuer) fill(entry *cached, g Grant, audienceV2 string, now time.Time) {
	entry.err = errors.New("token: signing did not end")
	defer close(entry.done)
	entry.token, entry.kid, entry.err = i.sign(g, audienceV2, now.UTC().Truncate(time.Second))
	if entry.err == nil {
		entry.fresh = now.Add(reuse)
	}
}

func (i *Issuer) sign(g Grant, audienceV2 string, issued time.Time) (t Token, kid string, err error) {
	validFrom := i.config.Revocations.validFrom(g.Principal.ID)
	return i.signClaims(claimsOf(g, i.config.Authority, audienceV2, issued, validFrom, i.config.Sources))
}

func (i *Issuer) signClaims(claims Claims) (t Token, kid string, err error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return Token{}, "", err
	}
	raw, kid, err := i.ring.sign(payload)
	if err != nil {
		return Token{}, "", err
	}
	return Token{
		Raw:       raw,
		IssuedAt:  time.Unix(claims.IssuedAt, 0).UTC(),
		NotBefore: time.Unix(claims.NotBefore, 0).UTC(),
		ExpiresAt: time.Unix(claims.Expires, 0).UTC(),
	}, kid, nil
}

// audienceV2 is the "aud" of a token of version 2.0 for the audience: the
// client id of its application; "" where a token for it is of version 1.0.
func (i *Issuer) audienceV2(audience string) string {
	if strings.EqualFold(audience, ExchangeAudience) {
		return audience
	}
	if i.config.AcceptsV2 == nil {
		return ""
	}
	appID, ok := i.config.AcceptsV2(audience)
	if !ok {
		return ""
	}
	return appID
}
