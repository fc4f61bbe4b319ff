package sts

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/directory"
)

// minKeyBits is the smallest RSA key that signs for an application (Entra's).
const minKeyBits = 2048

// checkCertificate holds an assertion that an application signed itself against
// the application's certificates.
func (s *Service) checkCertificate(x *exchange, application directory.Application, a assertion) error {
	algorithms := []jose.SignatureAlgorithm{jose.RS256, jose.PS256}
	if err := a.checkAlgorithm(algorithms...); err != nil {
		return err
	}
	if !strings.EqualFold(a.claims.Issuer, application.AppID) || !strings.EqualFold(a.claims.Subject, application.AppID) {
		return otherApplication.error()
	}
	if a.header.SHA1 == "" && a.header.SHA256 == "" && a.header.KeyID == "" {
		return malformedAssertion.error("No certificate thumbprint specified in token header.")
	}
	used := a.header.thumbprint()
	credential, public, ok := findKey(application.Keys, a.header)
	if !ok {
		return unknownAssertionKey.error(used)
	}
	if x.now.Before(credential.Start) || !x.now.Before(credential.End) {
		const layout = "01/02/2006 15:04:05"
		return expiredAssertionKey.error(used, credential.Start.UTC().Format(layout), credential.End.UTC().Format(layout))
	}
	if !a.verify(public, algorithms...) {
		return wrongSignature.error(used)
	}
	if !s.isRealm(x, a.claims.Audience) {
		return otherRealm.error()
	}
	if err := a.checkTime(x.now); err != nil {
		return err
	}
	if a.claims.Expires.at.After(x.now.Add(maxAssertionLife + assertionSkew)) {
		return malformedAssertion.error("It is valid for more than " + maxAssertionLife.String() + ".")
	}
	if !s.config.ReusedAssertions && !s.seen.first(application.AppID, a, x.now) {
		return malformedAssertion.error("It was used before: its 'jti' is not new.")
	}
	return nil
}

// findKey finds the credential that a header names: by the thumbprints of its
// certificate, all of those that are given; else by "kid", which is the
// credential's own id or the certificate's SHA-1 in one of the forms in use.
func findKey(keys []directory.KeyCredential, h assertionHeader) (directory.KeyCredential, *rsa.PublicKey, bool) {
	for _, key := range keys {
		long, short := sha256.Sum256(key.Certificate), sha1.Sum(key.Certificate)
		switch {
		case h.SHA256 != "" && !isDigest(h.SHA256, long[:]), h.SHA1 != "" && !isDigest(h.SHA1, short[:]):
			continue
		case h.SHA256 == "" && h.SHA1 == "" && !strings.EqualFold(h.KeyID, key.KeyID) && !isDigest(h.KeyID, short[:]) && !strings.EqualFold(h.KeyID, hex.EncodeToString(short[:])):
			continue
		}
		certificate, err := x509.ParseCertificate(key.Certificate)
		if err != nil {
			continue
		}
		public, ok := certificate.PublicKey.(*rsa.PublicKey)
		if ok && public.N.BitLen() >= minKeyBits {
			return key, public, true
		}
	}
	return directory.KeyCredential{}, nil, false
}

// isDigest reports whether text is the digest in base64, in either alphabet,
// padded or not: the libraries differ.
func isDigest(text string, digest []byte) bool {
	decoded, ok := readDigest(text)
	return ok && string(decoded) == string(digest)
}

func readDigest(text string) ([]byte, bool) {
	plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	decoded, err := base64.RawURLEncoding.DecodeString(plain)
	return decoded, err == nil
}

// thumbprint is how Entra shows which key the client named.
func (h assertionHeader) thumbprint() string {
	for _, text := range []string{h.SHA1, h.SHA256} {
		if decoded, ok := readDigest(text); ok && len(decoded) > 0 {
			return strings.ToUpper(hex.EncodeToString(decoded[:min(len(decoded), sha256.Size)]))
		}
	}
	return shown(h.KeyID)
}

// isRealm reports whether an assertion is meant for us: for a token endpoint or
// an issuer of the tenant, at the address that the client used or at one of
// Entra's, for which we stand in.
func (s *Service) isRealm(x *exchange, audiences []string) bool {
	for _, audience := range audiences {
		u, err := url.Parse(audience)
		if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			continue
		}
		origin := "https://" + u.Host
		if !strings.EqualFold(origin, x.origin) && !strings.EqualFold(origin, s.config.Authority.OwnOrigin) && !hasFold(publicCloud.Aliases, u.Host) {
			continue
		}
		e, tenant := route(u.Path)
		if segments := segmentsOf(u.Path); len(segments) == 1 || len(segments) == 2 && segments[1] == "v2.0" {
			e, tenant = tokenV2, segments[0] // an issuer
		}
		if _, ok := s.tenant(tenant); ok && (e == tokenV1 || e == tokenV2) {
			return true
		}
	}
	return false
}
