package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	issued := mustIssue(t, f.issuer, armGrant())
	for _, round := range []string{"first", "remembered"} {
		claims, err := f.verifier.Verify(issued.Raw, isARM)
		if err != nil {
			t.Fatalf("%s: %v", round, err)
		}
		if claims.ObjectID != machine.ID || claims.ClientID() != machine.AppID || claims.Audience != arm {
			t.Errorf("%s: claims %+v", round, claims)
		}
	}
	exchange := armGrant()
	exchange.Audience = token.ExchangeAudience
	claims, err := f.verifier.Verify(mustIssue(t, f.issuer, exchange).Raw, func(a string) bool { return a == token.ExchangeAudience })
	if err != nil || claims.ClientID() != machine.AppID || claims.Version != "2.0" {
		t.Errorf("version 2.0: %+v, %v", claims, err)
	}
}

// forger makes tokens that look like ours.
type forger struct {
	t       *testing.T
	kid     string
	payload []byte // of a good token
}

// sign signs the payload with the key, under a header with these members besides typ.
func (f forger) sign(algorithm jose.SignatureAlgorithm, key any, header map[string]any) string {
	f.t.Helper()
	options := (&jose.SignerOptions{}).WithType("JWT")
	for name, value := range header {
		options.WithHeader(jose.HeaderKey(name), value)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		f.t.Fatal(err)
	}
	signed, err := signer.Sign(f.payload)
	if err != nil {
		f.t.Fatal(err)
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		f.t.Fatal(err)
	}
	return raw
}

// join writes a token with this header, the good payload and this signature.
func (f forger) join(header string, signature []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode(f.payload) + "." + encode(signature)
}

func TestVerifyRefusesForgeries(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	good := mustIssue(t, f.issuer, armGrant()).Raw
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	forge := forger{t, f.ring.Published()[0].KeyID, payload}
	ours := privateKey(t, ringStore())
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(ours.Public())
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki})
	kid := map[string]any{"kid": forge.kid}
	with := func(name string, value any) map[string]any {
		return map[string]any{"kid": forge.kid, name: value}
	}
	changed := strings.Replace(string(payload), machine.ID, "99999999-2222-2222-2222-222222222222", 1)
	last := parts[2][:len(parts[2])-1] + string(nextInAlphabet(parts[2][len(parts[2])-1]))

	for _, c := range []struct {
		name string
		raw  string
		want error
	}{
		{"alg none without a signature", forge.join(`{"typ":"JWT","alg":"none"}`, nil), token.ErrSignature},
		{"alg none with our kid", forge.join(`{"typ":"JWT","alg":"none","kid":"`+forge.kid+`"}`, nil), token.ErrSignature},
		{"alg None in another case", forge.join(`{"typ":"JWT","alg":"None","kid":"`+forge.kid+`"}`, nil), token.ErrSignature},
		{"no alg", forge.join(`{"typ":"JWT","kid":"`+forge.kid+`"}`, []byte("x")), token.ErrSignature},
		{"HS256 with the public key as PEM", forge.sign(jose.HS256, public, kid), token.ErrSignature},
		{"HS256 with the public key as DER", forge.sign(jose.HS256, spki, kid), token.ErrSignature},
		{"HS256 with the modulus", forge.sign(jose.HS256, ours.N.Bytes(), kid), token.ErrSignature},
		{"our key, but PS256", forge.sign(jose.PS256, ours, kid), token.ErrSignature},
		{"our key, but RS512", forge.sign(jose.RS512, ours, kid), token.ErrSignature},
		{"foreign key under our kid", forge.sign(jose.RS256, foreign, kid), token.ErrSignature},
		{"foreign key under its own kid", forge.sign(jose.RS256, foreign, map[string]any{"kid": "foreign"}), token.ErrSignature},
		{"no kid", forge.sign(jose.RS256, ours, nil), token.ErrSignature},
		{"foreign key embedded", forge.sign(jose.RS256, foreign, with("jwk", jose.JSONWebKey{Key: foreign.Public()})), token.ErrMalformed},
		{"our key embedded", forge.sign(jose.RS256, ours, with("jwk", jose.JSONWebKey{Key: ours.Public()})), token.ErrMalformed},
		{"address of a key", forge.sign(jose.RS256, ours, with("jku", "https://127.0.0.1/keys")), token.ErrMalformed},
		{"address of a certificate", forge.sign(jose.RS256, ours, with("x5u", "https://127.0.0.1/c")), token.ErrMalformed},
		{"critical extension", forge.sign(jose.RS256, ours, with("crit", []string{"exp"})), token.ErrMalformed},
		{"changed payload", parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(changed)) + "." + parts[2], token.ErrSignature},
		{"no signature", parts[0] + "." + parts[1] + ".", token.ErrSignature},
		{"signature cut short", good[:len(good)-2], token.ErrSignature},
		{"another spelling of the signature", parts[0] + "." + parts[1] + "." + last, token.ErrMalformed},
		{"a line break", parts[0] + ".\n" + parts[1] + "." + parts[2], token.ErrMalformed},
		{"padding", good + "=", token.ErrMalformed},
		{"two parts", parts[0] + "." + parts[1], token.ErrMalformed},
		{"four parts", good + ".x", token.ErrMalformed},
		{"not base64", "a.b.c", token.ErrMalformed},
		{"header is no JSON", forge.join("nonsense", []byte("x")), token.ErrMalformed},
		{"JSON serialization", `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`, token.ErrMalformed},
		{"empty", "", token.ErrMalformed},
		{"too long", good + strings.Repeat("A", 1<<20), token.ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			claims, err := f.verifier.Verify(c.raw, isARM)
			if !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
			if claims.ObjectID != "" {
				t.Error("claims of a forged token were returned")
			}
		})
	}
	if _, err := f.verifier.Verify(forge.sign(jose.RS256, ours, kid), isARM); err != nil {
		t.Errorf("the forger with our key is refused for a reason of its own: %v", err)
	}
}

// nextInAlphabet is a character of base64url that differs from c in the last bit,
// which means nothing at the end of 256 bytes.
func nextInAlphabet(c byte) byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.IndexByte(alphabet, c)^1]
}

func TestVerifyJudges(t *testing.T) {
	t.Parallel()
	issue := func(a token.Authority) string {
		issuer := token.NewIssuer(openRing(t, ringStore()), token.IssuerConfig{
			Authority: a,
			Sources:   resource.Sources{Now: func() time.Time { return start }, Random: rand.Reader},
		})
		return mustIssue(t, issuer, armGrant()).Raw
	}
	ours := issue(authority)
	issued := start.Truncate(time.Second)
	nowhere := func(string) bool { return false }
	for _, c := range []struct {
		name      string
		raw       string
		now       time.Time
		audiences func(string) bool
		want      error
	}{
		{"at issue", ours, issued, isARM, nil},
		{"another tenant", issue(token.Authority{TenantID: "99999999-1111-1111-1111-111111111111"}), issued, isARM, token.ErrTenant},
		{"another issuer", issue(token.Authority{TenantID: tenant, OwnOrigin: "https://127.0.0.1:1"}), issued, isARM, token.ErrTenant},
		{"another audience", ours, issued, nowhere, token.ErrAudience},
		{"just before it expires", ours, issued.Add(24*time.Hour - 1), isARM, nil},
		{"when it expires", ours, issued.Add(24 * time.Hour), isARM, token.ErrExpired},
		{"long after", ours, issued.Add(240 * time.Hour), isARM, token.ErrExpired},
		{"five minutes before nbf", ours, issued.Add(-10 * time.Minute), isARM, nil},
		{"more than five minutes before nbf", ours, issued.Add(-10*time.Minute - 1), isARM, token.ErrNotYetValid},
		{"expired and for another audience", ours, issued.Add(240 * time.Hour), nowhere, token.ErrAudience},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := &clock{now: c.now}
			verifier := token.NewVerifier(openRing(t, ringStore()), token.VerifierConfig{
				Authority: authority,
				Sources:   resource.Sources{Now: now.Now, Random: rand.Reader},
			})
			if _, err := verifier.Verify(c.raw, c.audiences); !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
			if errors.Is(c.want, token.ErrTenant) {
				return
			}
			// A token that was once found good is judged anew each time.
			now.set(issued)
			if _, err := verifier.Verify(c.raw, isARM); err != nil {
				t.Fatalf("at issue: %v", err)
			}
			now.set(c.now)
			if _, err := verifier.Verify(c.raw, c.audiences); !errors.Is(err, c.want) {
				t.Errorf("Verify of a remembered token: %v, want %v", err, c.want)
			}
		})
	}
}

func TestVerifyFromManyGoroutines(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	verifier := token.NewVerifier(f.ring, token.VerifierConfig{
		Authority: authority,
		Sources:   resource.Sources{Now: f.clock.Now, Random: rand.Reader},
		CacheSize: 2,
	})
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for k := range 20 {
				g := armGrant()
				g.HostID = string(rune('a' + (n+k)%5))
				issued, err := f.issuer.Issue(g)
				if err != nil {
					t.Error(err)
					return
				}
				if k%7 == 0 {
					f.issuer.Forget(machine.ID)
				}
				claims, err := verifier.Verify(issued.Raw, isARM)
				if err != nil || claims.HostID != g.HostID {
					t.Errorf("claims of %q: %+v, %v", g.HostID, claims, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestVerifyOfARememberedTokenIsCheap(t *testing.T) {
	f := newFixture(t)
	raw := mustIssue(t, f.issuer, armGrant()).Raw
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := f.verifier.Verify(raw, isARM); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 1 {
		t.Errorf("%v allocations, want at most 1", allocations)
	}
}

// FuzzVerify holds that nothing but the tokens that we signed passes, in any spelling.
func FuzzVerify(f *testing.F) {
	x := newFixture(f)
	good := mustIssue(f, x.issuer, armGrant()).Raw
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add("e30.e30.e30")
	f.Add("")
	f.Fuzz(func(t *testing.T, raw string) {
		_, err := x.verifier.Verify(raw, isARM)
		if (err == nil) != (raw == good) {
			t.Errorf("Verify(%q): %v", raw, err)
		}
		reasons := 0
		for _, reason := range []error{token.ErrMalformed, token.ErrSignature, token.ErrTenant, token.ErrAudience, token.ErrNotYetValid, token.ErrExpired} {
			if errors.Is(err, reason) {
				reasons++
			}
		}
		if err != nil && reasons != 1 {
			t.Errorf("%v has %d reasons, want 1", err, reasons)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	f := newFixture(b)
	raw := mustIssue(b, f.issuer, armGrant()).Raw
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.verifier.Verify(raw, isARM); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstToken reports how many first tokens are issued in the time of
// one bare signature ("of-bare-rate"; the aim is 0.8 or more).
func BenchmarkFirstToken(b *testing.B) {
	f := newFixture(b)
	key := privateKey(b, ringStore())
	digest := make([]byte, crypto.SHA256.Size())
	var bare, whole time.Duration
	for b.Loop() {
		begin := time.Now()
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		f.issuer.Forget(machine.ID)
		mustIssue(b, f.issuer, armGrant())
		bare += middle.Sub(begin)
		whole += time.Since(middle)
	}
	b.ReportMetric(float64(bare)/float64(whole), "of-bare-rate")
}

func TestPublishedKeyVerifiesIndependently(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	raw := mustIssue(t, f.issuer, armGrant()).Raw
	encoded, err := json.Marshal(f.ring.Published()[0])
	if err != nil {
		t.Fatal(err)
	}
	var key jose.JSONWebKey
	if err := json.Unmarshal(encoded, &key); err != nil {
		t.Fatal(err)
	}
	if !key.Valid() || !key.IsPublic() {
		t.Errorf("valid %v, public %v", key.Valid(), key.IsPublic())
	}
	signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signed.Verify(key); err != nil {
		t.Error(err)
	}
}
