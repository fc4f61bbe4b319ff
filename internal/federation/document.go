package federation

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The bounds of how long keys are kept, whatever their document says.
const (
	minKeep = 5 * time.Minute
	maxKeep = 24 * time.Hour
)

// minModulus is the smallest RSA key that is believed, in bits.
const minModulus = 2048

// maxKeys is the most keys of one issuer that are read.
const maxKeys = 100

// keySet is an issuer's keys for RS256, by their ids.
type keySet map[string]*rsa.PublicKey

// fetchKeys gets an issuer's configuration and then its keys.
func (f *fetcher) fetchKeys(ctx context.Context, issuer string) (keySet, time.Duration, error) {
	body, _, err := f.get(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration")
	if err != nil {
		return nil, 0, err
	}
	address, err := readConfiguration(body, issuer)
	if err != nil {
		return nil, 0, err
	}
	body, keep, err := f.get(ctx, address)
	if err != nil {
		return nil, 0, err
	}
	keys, err := readKeys(body)
	return keys, keep, err
}

// readConfiguration takes the address of the keys from a configuration, which
// must be that of the issuer to the letter (OpenID Connect Discovery 1.0, 4.3).
func readConfiguration(body []byte, issuer string) (string, error) {
	var c struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return "", fmt.Errorf("federation: the configuration of %s: %w", issuer, err)
	}
	if c.Issuer != issuer {
		return "", fmt.Errorf("federation: the configuration of %s is that of %q", issuer, c.Issuer)
	}
	return c.Keys, nil
}

// readKeys reads a key document (RFC 7517). Keys of other kinds and uses are
// passed over, since issuers publish several; an id that stands twice is nobody's.
func readKeys(body []byte) (keySet, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("federation: keys: %w", err)
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("federation: more than %d keys", maxKeys)
	}
	keys, seen := make(keySet), make(map[string]bool)
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if err := key.UnmarshalJSON(raw); err != nil {
			continue
		}
		public, ok := key.Key.(*rsa.PublicKey)
		if !ok || public.N.BitLen() < minModulus || key.Use != "" && key.Use != "sig" || key.Algorithm != "" && key.Algorithm != string(jose.RS256) {
			continue
		}
		if seen[key.KeyID] {
			delete(keys, key.KeyID)
			continue
		}
		seen[key.KeyID] = true
		keys[key.KeyID] = public
	}
	return keys, nil
}

// lifetime is how long a document may be kept by its Cache-Control header.
func lifetime(header string) time.Duration {
	keep := minKeep
	for directive := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "no-store", "no-cache":
			return minKeep
		case "max-age":
			seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 32)
			if err == nil {
				keep = time.Duration(seconds) * time.Second
			}
		}
	}
	return min(max(keep, minKeep), maxKeep)
}
