package signin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// codeLife is how long an authorization code is good.
const codeLife = 10 * time.Minute

// Authorization is what a person has let a client have: what stands behind an
// authorization code.
type Authorization struct {
	Person   Person `json:"person"`
	ClientID string `json:"clientId"`
	// RedirectURI is where the code was sent.
	RedirectURI string `json:"redirectUri"`
	// Challenge is PKCE's, by S256; "" where the client proves itself otherwise.
	Challenge string `json:"challenge,omitempty"`
	// Scope (version 2.0) or Resource (version 1.0) is what was asked for.
	Scope    string `json:"scope,omitempty"`
	Resource string `json:"resource,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
	// Browser reports that the client is a page in the person's browser.
	Browser bool `json:"browser,omitempty"`
	// Confidential reports that the client has a credential of its own, which
	// it must present with what comes of this.
	Confidential bool `json:"confidential,omitempty"`
}

// code is an authorization code, also for a while after its use: that it comes
// again says that two hold it.
type code struct {
	kept
	Authorization
	Used bool `json:"used,omitempty"`
	// Refresh is the store key of the refresh token that was given for it.
	Refresh string `json:"refresh,omitempty"`
}

// NewCode makes an authorization code.
func (b *Book) NewCode(ctx context.Context, a Authorization) (string, error) {
	secret := b.secret()
	c := code{kept: kept{b.sources.Now().Add(codeLife).UTC()}, Authorization: a}
	_, err := b.store.Update(ctx, resource.Batch{Puts: []resource.Document{codes.remember(secret, c)}})
	return secret, err
}

// Why a good code is not taken from who presents it.
var (
	ErrOtherRedirect = errors.New("signin: given to another redirect URI")
	ErrVerifier      = errors.New("signin: the code verifier does not match the challenge")
)

// Claim is what a client presents together with a code.
type Claim struct {
	ClientID, RedirectURI, Verifier string
}

// RedeemCode uses an authorization code up, whether or not the claim holds: who
// has a code of somebody else's gets one try. It fails with ErrUnknown,
// ErrExpired, ErrOtherClient, ErrOtherRedirect, ErrVerifier, or with ErrUsed for
// the second use, which also takes away the refresh token that the first gave.
// refresh, where it is not nil, makes that token of what was let.
func (b *Book) RedeemCode(ctx context.Context, secret string, claim Claim, refresh func(Authorization) (Refresh, bool)) (a Authorization, refreshToken string, err error) {
	var c code
	d, err := b.recall(ctx, codes, secret, &c)
	if err != nil {
		return c.Authorization, "", err
	}
	if c.Used {
		return c.Authorization, "", b.replayed(ctx, c)
	}
	used := c
	used.Used = true
	puts := make([]resource.Document, 0, 2)
	wrong := c.check(claim)
	if wrong == nil {
		if r, wanted := refresh(c.Authorization); wanted {
			var kept resource.Document
			refreshToken, kept = b.newRefresh(r)
			used.Refresh = kept.Key
			puts = append(puts, kept)
		}
	}
	if err := b.replace(ctx, d, append(puts, codes.at(d.Key, used))...); err != nil {
		if errors.Is(err, ErrUsed) {
			// The other one has its token by now.
			if _, again := b.recall(ctx, codes, secret, &c); again == nil {
				err = b.replayed(ctx, c)
			}
		}
		return c.Authorization, "", err
	}
	if wrong != nil {
		return c.Authorization, "", wrong
	}
	return c.Authorization, refreshToken, nil
}

// check compares what the client presents with what stands behind the code.
func (a Authorization) check(claim Claim) error {
	switch {
	case a.ClientID != claim.ClientID:
		return ErrOtherClient
	case a.RedirectURI != claim.RedirectURI:
		return ErrOtherRedirect
	case (a.Challenge == "") != (claim.Verifier == ""):
		return ErrVerifier
	case a.Challenge == "":
		return nil
	}
	digest := sha256.Sum256([]byte(claim.Verifier))
	if subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(digest[:])), []byte(a.Challenge)) != 1 {
		return ErrVerifier
	}
	return nil
}

func (b *Book) replayed(ctx context.Context, c code) error {
	if c.Refresh != "" {
		if _, err := b.store.Update(ctx, resource.Batch{Deletes: []string{c.Refresh}}); err != nil {
			return err
		}
	}
	return ErrUsed
}
