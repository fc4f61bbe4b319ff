package sts

import (
	"context"
	"crypto/rsa"
	"errors"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/token"
)

// OutsideIssuers gives the keys of outside issuers; federation.Issuers does.
type OutsideIssuers interface {
	// Key returns an issuer's key by its id. Its errors have one of
	// federation.ErrNotAllowed, ErrUnreachable and ErrUnknownKey in their chain.
	Key(ctx context.Context, issuer, kid string) (*rsa.PublicKey, error)
}

// checkFederated holds a token of another issuer against the client's federated
// credentials, to the letter. An issuer that no credential names is not asked
// for anything, and what the credentials say of subjects and audiences is told
// to nobody who has no good token of the issuer.
func (s *Service) checkFederated(x *exchange, r registered, a assertion) error {
	credentials, err := s.federatedCredentials(x.request.Context(), r)
	if err != nil {
		return err
	}
	audiences := shown(strings.Join(a.claims.Audience, ", "))
	if len(credentials) == 0 {
		return noFederatedCredential.error(shown(a.claims.Issuer), shown(a.claims.Subject), audiences)
	}
	issuer := s.canonicalIssuer(x, a.claims.Issuer)
	credentials = slices.DeleteFunc(credentials, func(c directory.FederatedCredential) bool { return s.canonicalIssuer(x, c.Issuer) != issuer })
	if len(credentials) == 0 {
		return otherIssuer.error(shown(a.claims.Issuer))
	}
	if err := a.checkAlgorithm(jose.RS256); err != nil {
		return err
	}
	switch {
	case s.isOwnIssuer(issuer):
		err = s.checkOwnToken(x, r, a)
	case issuer == s.accountIssuer():
		err = s.checkAccountToken(x, a)
	default:
		err = s.checkOutsideToken(x, a)
	}
	if err != nil {
		return err
	}
	return matchCredential(credentials, a.claims)
}

// matchCredential finds the credential for the subject and an audience.
func matchCredential(credentials []directory.FederatedCredential, c assertionClaims) error {
	foundSubject, foundCase := false, false
	for _, credential := range credentials {
		foundCase = foundCase || strings.EqualFold(credential.Subject, c.Subject)
		if credential.Subject != c.Subject {
			continue
		}
		foundSubject = true
		if slices.ContainsFunc(c.Audience, func(audience string) bool { return slices.Contains(credential.Audiences, audience) }) {
			return nil
		}
	}
	switch {
	case foundSubject:
		return otherAudience.error(shown(strings.Join(c.Audience, ", ")))
	case foundCase:
		return otherSubjectCase.error(shown(c.Subject))
	default:
		return otherSubject.error(shown(c.Subject))
	}
}

// checkOutsideToken checks the signature and the time of another issuer's token.
func (s *Service) checkOutsideToken(x *exchange, a assertion) error {
	key, err := s.config.Outside.Key(x.request.Context(), a.claims.Issuer, a.header.KeyID)
	switch {
	case errors.Is(err, federation.ErrUnknownKey):
		return unknownAssertionKey.error(shown(a.header.KeyID))
	case errors.Is(err, federation.ErrNotAllowed), errors.Is(err, federation.ErrUnreachable):
		s.config.Log.Warn("sts: an outside issuer's keys are not to be had", "trace_id", x.trace, "error", err)
		return unreachableIssuer.error()
	case err != nil:
		return err
	}
	if !a.verify(key, jose.RS256) {
		return wrongSignature.error(shown(a.header.KeyID))
	}
	return a.checkTime(x.now)
}

// checkOwnToken checks a token that we issued: that of a user-assigned identity
// which stands for an application. It never stands for another identity, nor
// does a token of anything else, as in Entra.
func (s *Service) checkOwnToken(x *exchange, r registered, a assertion) error {
	if r.managed {
		return ownTokens.error()
	}
	claims, err := s.config.Verifier.Verify(a.raw, func(string) bool { return true })
	switch {
	case errors.Is(err, token.ErrExpired), errors.Is(err, token.ErrNotYetValid):
		return a.outsideTime(x.now)
	case errors.Is(err, token.ErrRevoked):
		return revokedAssertion.error()
	case err != nil:
		return wrongSignature.error(shown(a.header.KeyID))
	}
	principal, err := s.principalByID(x.request.Context(), claims.ObjectID)
	if err != nil {
		return err
	}
	if _, ok := userAssigned(principal); !ok {
		return ownTokens.error()
	}
	return nil
}

// canonicalIssuer is the issuer, or, where it is another name of ours, the name
// that stands in our tokens: a credential may name Microsoft's although the
// server says its own, and the other way round. None of them is ever fetched from.
func (s *Service) canonicalIssuer(x *exchange, issuer string) string {
	authority := s.config.Authority
	for _, origin := range []string{"", x.origin} {
		switch other := (token.Authority{TenantID: authority.TenantID, OwnOrigin: origin}); issuer {
		case other.IssuerV1():
			return authority.IssuerV1()
		case other.IssuerV2():
			return authority.IssuerV2()
		}
	}
	if s.isAccountIssuer(issuer) {
		return s.accountIssuer()
	}
	return issuer
}

func (s *Service) isOwnIssuer(canonical string) bool {
	return canonical == s.config.Authority.IssuerV1() || canonical == s.config.Authority.IssuerV2()
}
