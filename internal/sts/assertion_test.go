package sts_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/federation"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sts"
)

const (
	certApp      = "a0000000-0000-0000-0000-000000000001"
	fedApp       = "a0000000-0000-0000-0000-000000000002"
	otherApp     = "a0000000-0000-0000-0000-000000000003" // has nothing
	userClient   = "a0000000-0000-0000-0000-000000000004" // a user-assigned identity's
	userObject   = "b0000000-0000-0000-0000-000000000004"
	userResource = "/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai"
	outside      = "https://token.actions.example"
	subject      = "repo:contoso/app:ref:refs/heads/main"
	exchangeName = "api://AzureADTokenExchange"
	bearerType   = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	credentials  = "/providers/microsoft.managedidentity/userassignedidentities/uai/federatedidentitycredentials/"
)

// keyPair is a key with a self-signed certificate.
type keyPair struct {
	private     *rsa.PrivateKey
	certificate []byte
}

func (k keyPair) sha1() []byte   { d := sha1.Sum(k.certificate); return d[:] }
func (k keyPair) sha256() []byte { d := sha256.Sum256(k.certificate); return d[:] }

func newKeyPair() keyPair {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotBefore: now, NotAfter: now.AddDate(1, 0, 0)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		panic(err)
	}
	return keyPair{private, certificate}
}

// The application's key, one that is expired, and one that nobody knows; the
// outside issuer signs with the first too.
var pairs = sync.OnceValue(func() [3]keyPair { return [3]keyPair{newKeyPair(), newKeyPair(), newKeyPair()} })

type members = map[string]any

// jwt signs a token with exactly this header and payload.
func jwt(private *rsa.PrivateKey, header, payload members) string {
	part := func(m members) string {
		text, err := json.Marshal(m)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(header) + "." + part(payload)
	digest := sha256.Sum256([]byte(text))
	var signature []byte
	var err error
	if header["alg"] == "PS256" {
		signature, err = rsa.SignPSS(rand.Reader, private, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto})
	} else {
		signature, err = rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest[:])
	}
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// keysOf are the outside issuers' keys.
type keysOf map[string]*rsa.PublicKey

func (k keysOf) Key(_ context.Context, issuer, kid string) (*rsa.PublicKey, error) {
	switch key, ok := k[issuer]; {
	case !ok:
		return nil, federation.ErrUnreachable
	case kid != "outside":
		return nil, federation.ErrUnknownKey
	default:
		return key, nil
	}
}

// asserted is a service whose applications prove themselves by assertions.
func asserted(tb testing.TB, change func(*sts.Config)) *sts.Service {
	tb.Helper()
	config := shared().config
	p := pairs()
	config.Outside = keysOf{outside: &p[0].private.PublicKey}
	federated := func(issuer, subject string) directory.FederatedCredential {
		return directory.FederatedCredential{Issuer: issuer, Subject: subject, Audiences: []string{exchangeName}}
	}
	key := func(pair keyPair, id string, end time.Time) directory.KeyCredential {
		return directory.KeyCredential{KeyID: id, Certificate: pair.certificate, Start: now.Add(-48 * time.Hour), End: end}
	}
	puts := []resource.Document{
		directory.Application{AppID: certApp, Keys: []directory.KeyCredential{
			key(p[1], "c0000000-0000-0000-0000-000000000001", now), key(p[0], "c0000000-0000-0000-0000-000000000002", now.Add(time.Hour)),
		}}.Document(),
		directory.Application{AppID: fedApp, Federated: []directory.FederatedCredential{
			federated(outside, subject), federated("https://unreachable.example", subject),
			federated("https://login.microsoftonline.com/"+tenant+"/v2.0", userObject),
			federated("https://login.microsoftonline.com/"+tenant+"/v2.0", principalID),
		}}.Document(),
		directory.Application{AppID: otherApp}.Document(),
		directory.ServicePrincipal{ID: "b0000000-0000-0000-0000-000000000001", AppID: certApp, Type: directory.TypeApplication}.Document(),
		directory.ServicePrincipal{ID: "b0000000-0000-0000-0000-000000000002", AppID: fedApp, Type: directory.TypeApplication}.Document(),
		directory.ServicePrincipal{ID: "b0000000-0000-0000-0000-000000000003", AppID: otherApp, Type: directory.TypeApplication}.Document(),
		directory.ServicePrincipal{ID: userObject, AppID: userClient, Type: directory.TypeManagedIdentity, AlternativeNames: []string{"isExplicit=True", userResource}}.Document(),
	}
	for name, issuer := range map[string]string{"github": outside, "own": "https://login.microsoftonline.com/" + tenant + "/v2.0"} {
		r := resource.Record{
			ID: "/subscriptions/s/resourcegroups/rg" + credentials + name, Type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
			Properties: json.RawMessage(`{"issuer":"` + issuer + `","subject":"` + subject + `","audiences":["` + exchangeName + `"]}`),
		}
		puts = append(puts, r.Document())
	}
	if _, err := config.Store.Update(tb.Context(), resource.Batch{Puts: puts}); err != nil {
		tb.Fatal(err)
	}
	if change != nil {
		change(&config)
	}
	return sts.New(config)
}

// edited is a copy of m with changes; nil takes a member out.
func edited(m, changes members) members {
	m = maps.Clone(m)
	for name, value := range changes {
		if m[name] = value; value == nil {
			delete(m, name)
		}
	}
	return m
}

// goHeader and goClaims are what Go's library writes for a certificate.
func goHeader() members {
	return members{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.StdEncoding.EncodeToString(pairs()[0].sha256())}
}

func goClaims() members {
	return members{
		"aud": origin + "/" + tenant + "/oauth2/v2.0/token", "exp": now.Add(10 * time.Minute).Unix(), "iss": certApp,
		"jti": resource.System().NewGUID(), "nbf": now.Unix(), "sub": certApp,
	}
}

func outsideHeader() members { return members{"alg": "RS256", "typ": "JWT", "kid": "outside"} }

func outsideClaims() members {
	return members{"iss": outside, "sub": subject, "aud": exchangeName, "exp": now.Add(time.Hour).Unix(), "nbf": now.Unix(), "iat": now.Unix(), "jti": "one"}
}

// assertionForm is the form that Go's library sends.
func assertionForm(client, assertion string) url.Values {
	return url.Values{
		"client_assertion": {assertion}, "client_assertion_type": {bearerType}, "client_id": {client}, "client_info": {"1"},
		"grant_type": {"client_credentials"}, "scope": {"https://management.azure.com/.default openid offline_access profile"},
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	p := pairs()[0]
	rs := func(name string, value any) members { return members{"alg": "RS256", "typ": "JWT", name: value} }
	for name, c := range map[string]struct {
		header members
		claims members
		path   string
	}{
		"Go's library":                    {header: goHeader()},
		"Go's library with its chain":     {header: edited(goHeader(), members{"x5c": []string{base64.StdEncoding.EncodeToString(p.certificate)}})},
		"Node's library":                  {header: members{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(p.sha256())}},
		"older libraries, SHA-1":          {header: rs("x5t", base64.RawURLEncoding.EncodeToString(p.sha1()))},
		"SHA-1 in the standard alphabet":  {header: rs("x5t", base64.StdEncoding.EncodeToString(p.sha1()))},
		"Python's library":                {header: rs("x5t", base64.URLEncoding.EncodeToString(p.sha1())), claims: members{"exp": float64(now.Unix()) + 600.25, "iat": float64(now.Unix()) + .25, "nbf": nil}},
		"kid is the credential's id":      {header: rs("kid", "C0000000-0000-0000-0000-000000000002")},
		"kid is the thumbprint":           {header: rs("kid", base64.RawURLEncoding.EncodeToString(p.sha1()))},
		"kid is the thumbprint in hex":    {header: rs("kid", strings.ToUpper(hex.EncodeToString(p.sha1())))},
		"both thumbprints and a free kid": {header: members{"alg": "RS256", "kid": "free", "x5t": base64.RawURLEncoding.EncodeToString(p.sha1()), "x5t#S256": base64.RawURLEncoding.EncodeToString(p.sha256())}},
		"audience of version 1.0":         {header: goHeader(), claims: members{"aud": origin + "/" + tenant + "/oauth2/token"}, path: v1Path},
		"audience of the other version":   {header: goHeader(), claims: members{"aud": origin + "/" + tenant + "/oauth2/token"}},
		"public token endpoint":           {header: goHeader(), claims: members{"aud": "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token"}},
		"public issuer":                   {header: goHeader(), claims: members{"aud": "https://login.microsoftonline.com/" + tenant + "/v2.0"}},
		"public issuer of version 1.0":    {header: goHeader(), claims: members{"aud": "https://sts.windows.net/" + tenant + "/"}},
		"the tenant's domain":             {header: goHeader(), claims: members{"aud": origin + "/" + domain + "/oauth2/v2.0/token"}},
		"several audiences":               {header: goHeader(), claims: members{"aud": []string{"https://other.example", origin + "/" + tenant + "/v2.0"}}},
		"clocks apart":                    {header: goHeader(), claims: members{"nbf": now.Add(4 * time.Minute).Unix()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := assertionForm(certApp, jwt(p.private, c.header, edited(goClaims(), c.claims)))
			path := v2Path
			if c.path != "" {
				path = c.path
				form.Del("scope")
				form.Set("resource", arm)
			}
			w := post(service, path, form.Encode())
			if w.Code != http.StatusOK {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			claims := claimsOf(t, decode[struct {
				AccessToken string `json:"access_token"`
			}](t, w).AccessToken)
			if claims["appid"] != certApp || claims["appidacr"] != "2" || claims["idtyp"] != "app" || claims["xms_mirid"] != nil {
				t.Errorf("the token says %v", claims)
			}
		})
	}
}

func TestFederatedTokens(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	p := pairs()[0]
	for name, c := range map[string]struct {
		client, path string
		claims       members
		mirid        any
	}{
		"application":                        {client: fedApp, path: v2Path},
		"application in version 1.0":         {client: fedApp, path: v1Path},
		"application, several audiences":     {client: fedApp, path: v2Path, claims: members{"aud": []string{"x", exchangeName}}},
		"user-assigned identity":             {client: userClient, path: v2Path, mirid: userResource},
		"user-assigned identity, upper case": {client: strings.ToUpper(userClient), path: v2Path, mirid: userResource},
		"no jti, no nbf":                     {client: fedApp, path: v2Path, claims: members{"jti": nil, "nbf": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := assertionForm(c.client, jwt(p.private, outsideHeader(), edited(outsideClaims(), c.claims)))
			if c.path == v1Path {
				form.Del("scope")
				form.Set("resource", arm)
			}
			for range 2 { // libraries send a workload's token as often as they need one
				w := post(service, c.path, form.Encode())
				if w.Code != http.StatusOK {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				claims := claimsOf(t, decode[struct {
					AccessToken string `json:"access_token"`
				}](t, w).AccessToken)
				if claims["appid"] != strings.ToLower(c.client) || claims["appidacr"] != "2" || claims["idtyp"] != "app" || claims["xms_mirid"] != c.mirid {
					t.Errorf("the token says %v", claims)
				}
			}
		})
	}
}
