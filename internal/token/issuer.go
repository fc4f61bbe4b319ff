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
	IssuedAt  time.Time // the claim "iat": five minutes before the issue
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
	// AcceptsV2 says of an audience whether its application takes tokens of
	// version 2.0; nil means that only ExchangeAudience does.
	AcceptsV2 func(audience string) bool
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

// Issue returns a token for the grant: one that was signed for the same grant
// in the last twelve hours, or a new one. Concurrent requests for one grant wait
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
		clientAuth:   g.ClientAuth,
		resourceID:   g.ResourceID,
		hostID:       g.HostID,
		capabilities: strings.Join(g.Capabilities, "\x00"),
	}
	now := i.config.Sources.Now()
	entry, mine := i.cache.claim(key, now)
	if mine {
		i.fill(entry, g, now)
	}
	<-entry.done
	return entry.token, entry.err
}

// Forget empties a principal's part of the cache: the next Issue signs anew, and
// what is being signed meanwhile is not kept.
func (i *Issuer) Forget(principalID string) { i.cache.forget(principalID) }

// fill signs the token of an entry and lets those who wait for it go on,
// whatever happens.
func (i *Issuer) fill(entry *cached, g Grant, now time.Time) {
	entry.err = errors.New("token: signing did not end")
	defer close(entry.done)
	entry.token, entry.err = i.sign(g, now.UTC().Truncate(time.Second))
	if entry.err == nil {
		entry.fresh = now.Add(reuse)
	}
}

func (i *Issuer) sign(g Grant, issued time.Time) (Token, error) {
	claims := claimsOf(g, i.config.Authority, i.acceptsV2(g.Audience), issued, i.config.Sources)
	payload, err := json.Marshal(claims)
	if err != nil {
		return Token{}, err
	}
	raw, err := i.ring.sign(payload)
	if err != nil {
		return Token{}, err
	}
	return Token{
		Raw:       raw,
		IssuedAt:  issued.Add(-backdate),
		NotBefore: issued.Add(-backdate),
		ExpiresAt: issued.Add(Lifetime),
	}, nil
}

func (i *Issuer) acceptsV2(audience string) bool {
	return strings.EqualFold(audience, ExchangeAudience) ||
		i.config.AcceptsV2 != nil && i.config.AcceptsV2(audience)
}
