package sts_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/sts"
	"github.com/azimuthid/azimuth/internal/token"
)

// refusalCase is an assertion that is refused, and how.
type refusalCase struct {
	name   string
	client string
	raw    string
	status int
	oauth  string
	code   int
	text   string
}

func (c refusalCase) check(t *testing.T, service http.Handler, form url.Values) {
	t.Helper()
	w := post(service, v2Path, form.Encode())
	body := decode[errorBody](t, w)
	if w.Code != c.status || body.Error != c.oauth || len(body.Codes) != 1 || body.Codes[0] != c.code || !strings.Contains(body.Description, c.text) {
		t.Errorf("got %d %s, want %d %s %d with %q", w.Code, w.Body, c.status, c.oauth, c.code, c.text)
	}
}

func TestCertificateRefusals(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	p := pairs()
	good, expired, stranger := p[0], p[1], p[2]
	with := func(header, claims members) string {
		return jwt(good.private, edited(goHeader(), header), edited(goClaims(), claims))
	}
	x5c := []string{base64.StdEncoding.EncodeToString(stranger.certificate)}
	named := func(k keyPair) members {
		return members{"alg": "PS256", "x5t#S256": base64.StdEncoding.EncodeToString(k.sha256())}
	}
	hmac := jwt(good.private, edited(goHeader(), members{"alg": "HS256"}), goClaims())
	none := strings.Join(append(strings.Split(jwt(good.private, edited(goHeader(), members{"alg": "none"}), goClaims()), ".")[:2], ""), ".")
	text := with(nil, nil)
	parts := strings.Split(text, ".")
	otherPayload := parts[0] + "." + strings.Split(with(nil, members{"jti": "x"}), ".")[1] + "." + parts[2]
	twice := func(payload string) string {
		return parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + "." + parts[2]
	}
	for _, c := range []refusalCase{
		{name: "forged with a stranger's key", raw: jwt(stranger.private, goHeader(), goClaims()), status: 401, oauth: "invalid_client", code: 700027, text: "did not match the expected"},
		{name: "forged, with its own chain", raw: jwt(stranger.private, edited(named(stranger), members{"x5c": x5c}), goClaims()), status: 401, oauth: "invalid_client", code: 700027, text: "The key was not found."},
		{name: "forged, with its own chain and our thumbprint", raw: jwt(stranger.private, edited(goHeader(), members{"x5c": x5c}), goClaims()), status: 401, oauth: "invalid_client", code: 700027, text: "did not match"},
		{name: "forged, thumbprints of two certificates", raw: with(members{"x5t": base64.StdEncoding.EncodeToString(stranger.sha1())}, nil), status: 401, oauth: "invalid_client", code: 700027, text: "not found"},
		{name: "payload of another assertion", raw: otherPayload, status: 401, oauth: "invalid_client", code: 700027, text: "did not match"},
		{name: "expired key", raw: jwt(expired.private, named(expired), goClaims()), status: 401, oauth: "invalid_client", code: 700027, text: "The key used is expired."},
		{name: "RS256 said, PS256 made", raw: with(members{"alg": "RS256"}, nil)[:len(text)-4] + "AAAA", status: 401, oauth: "invalid_client", code: 700027},
		{name: "HS256", raw: hmac, status: 400, oauth: "invalid_request", code: 50027, text: "'HS256' is none of 'RS256', 'PS256'"},
		{name: "no algorithm", raw: none, status: 400, oauth: "invalid_request", code: 50027},
		{name: "no thumbprint", raw: jwt(good.private, members{"alg": "RS256"}, goClaims()), status: 400, oauth: "invalid_request", code: 50027, text: "No certificate thumbprint"},
		{name: "critical extension", raw: with(members{"crit": []string{"exp"}}, nil), status: 400, oauth: "invalid_request", code: 50027},
		{name: "another issuer", raw: with(nil, members{"iss": otherApp}), status: 401, oauth: "invalid_client", code: 700021},
		{name: "another subject", raw: with(nil, members{"sub": otherApp}), status: 401, oauth: "invalid_client", code: 700021},
		{name: "another application's", client: otherApp, raw: with(nil, nil), status: 401, oauth: "invalid_client", code: 700021},
		{name: "an application without certificates", client: otherApp, raw: with(nil, members{"iss": otherApp, "sub": otherApp}), status: 401, oauth: "invalid_client", code: 700027, text: "not found"},
		{name: "a managed identity", client: userClient, raw: with(nil, members{"iss": userClient, "sub": userClient}), status: 401, oauth: "invalid_client", code: 700027, text: "not found"},
		{name: "an unknown application", client: "a0000000-0000-0000-0000-00000000dead", raw: with(nil, nil), status: 400, oauth: "unauthorized_client", code: 700016},
		{name: "audience of another tenant", raw: with(nil, members{"aud": origin + "/99999999-1111-1111-1111-111111111111/oauth2/v2.0/token"}), status: 401, oauth: "invalid_client", code: 700023},
		{name: "audience of another host", raw: with(nil, members{"aud": "https://evil.example/" + tenant + "/oauth2/v2.0/token"}), status: 401, oauth: "invalid_client", code: 700023},
		{name: "audience without TLS", raw: with(nil, members{"aud": "http://127.0.0.1:8443/" + tenant + "/oauth2/v2.0/token"}), status: 401, oauth: "invalid_client", code: 700023},
		{name: "audience is no endpoint of tokens", raw: with(nil, members{"aud": origin + "/" + tenant + "/discovery/keys"}), status: 401, oauth: "invalid_client", code: 700023},
		{name: "expired", raw: with(nil, members{"exp": now.Add(-5 * time.Minute).Unix()}), status: 401, oauth: "invalid_client", code: 700024, text: "Current time: 2026-03-01T12:00:00.0000000Z"},
		{name: "not yet valid", raw: with(nil, members{"nbf": now.Add(6 * time.Minute).Unix()}), status: 401, oauth: "invalid_client", code: 700024},
		{name: "issued in the future", raw: with(nil, members{"nbf": nil, "iat": now.Add(6 * time.Minute).Unix()}), status: 401, oauth: "invalid_client", code: 700024},
		{name: "valid for ever", raw: with(nil, members{"exp": now.Add(25 * time.Hour).Unix()}), status: 400, oauth: "invalid_request", code: 50027, text: "valid for more than"},
		{name: "no end", raw: with(nil, members{"exp": nil}), status: 400, oauth: "invalid_request", code: 50027, text: "'exp'"},
		{name: "an end beyond all years", raw: with(nil, members{"exp": 1e300}), status: 400, oauth: "invalid_request", code: 50027},
		{name: "no subject", raw: with(nil, members{"sub": nil}), status: 400, oauth: "invalid_request", code: 50027, text: "'sub'"},
		{name: "no issuer", raw: with(nil, members{"iss": nil}), status: 400, oauth: "invalid_request", code: 50027, text: "'iss'"},
		{name: "no audience", raw: with(nil, members{"aud": nil}), status: 400, oauth: "invalid_request", code: 50027, text: "'aud'"},
		{name: "the issuer in another case of its name", raw: with(nil, members{"iss": nil, "ISS": certApp}), status: 400, oauth: "invalid_request", code: 50027, text: "'iss'"},
		{name: "the subject twice", raw: twice(`{"iss":"a","sub":"a","sub":"b","aud":"c","exp":1}`), status: 400, oauth: "invalid_request", code: 50027},
		{name: "no JWT", raw: "a.b.c", status: 400, oauth: "invalid_request", code: 50027},
		{name: "two parts", raw: parts[0] + "." + parts[1], status: 400, oauth: "invalid_request", code: 50027},
		{name: "padded", raw: parts[0] + "==." + parts[1] + "." + parts[2], status: 400, oauth: "invalid_request", code: 50027},
		{name: "too long", raw: text + strings.Repeat("A", 33<<10), status: 400, oauth: "invalid_request", code: 50027},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.client == "" {
				c.client = certApp
			}
			c.check(t, service, assertionForm(c.client, c.raw))
		})
	}
}

func TestAssertionTypes(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	form := assertionForm(certApp, jwt(pairs()[0].private, goHeader(), goClaims()))
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")
	refusalCase{status: 400, oauth: "invalid_request", code: 900144, text: "client_assertion_type"}.check(t, service, form)
}

func TestReplayedAssertions(t *testing.T) {
	t.Parallel()
	key := pairs()[0].private
	refused := refusalCase{status: 400, oauth: "invalid_request", code: 50027, text: "used before"}
	at := now
	service := asserted(t, func(c *sts.Config) {
		c.Sources.Now = func() time.Time { return at }
	})
	status := func(service http.Handler, claims members) int {
		return post(service, v2Path, assertionForm(certApp, jwt(key, goHeader(), claims)).Encode()).Code
	}
	once := edited(goClaims(), members{"jti": "once"})
	form := assertionForm(certApp, jwt(key, goHeader(), once))
	if w := post(service, v2Path, form.Encode()); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	refused.check(t, service, form)
	refused.check(t, service, assertionForm(certApp, jwt(key, goHeader(), edited(once, members{"exp": now.Add(20 * time.Minute).Unix()}))))
	nameless := edited(goClaims(), members{"jti": nil})
	if got := status(service, nameless); got != http.StatusOK {
		t.Errorf("without jti: %d", got)
	}
	refused.check(t, service, assertionForm(certApp, jwt(key, goHeader(), nameless)))

	at = now.Add(14 * time.Minute) // valid by the skew, and still remembered
	refused.check(t, service, form)
	at = now.Add(16 * time.Minute)
	refusalCase{status: 401, oauth: "invalid_client", code: 700024}.check(t, service, form)
	if got := status(service, edited(once, members{"exp": at.Add(time.Minute).Unix()})); got != http.StatusOK {
		t.Errorf("a jti from the past: %d", got)
	}

	lenient := asserted(t, func(c *sts.Config) { c.ReusedAssertions = true })
	for range 2 {
		if w := post(lenient, v2Path, form.Encode()); w.Code != http.StatusOK {
			t.Errorf("reuse allowed: %d %s", w.Code, w.Body)
		}
	}
}

func TestFederatedRefusals(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	p := pairs()
	with := func(header, claims members) string {
		return jwt(p[0].private, edited(outsideHeader(), header), edited(outsideClaims(), claims))
	}
	own := func(g token.Grant) string {
		issued, err := shared().issuer.Issue(g)
		if err != nil {
			t.Fatal(err)
		}
		return issued.Raw
	}
	identity := directory.ServicePrincipal{ID: userObject, AppID: userClient, Type: directory.TypeManagedIdentity}
	application := directory.ServicePrincipal{ID: principalID, AppID: app, Type: directory.TypeApplication}
	exchange := func(p directory.ServicePrincipal) string {
		return own(token.Grant{Principal: p, Audience: token.ExchangeAudience, ClientAuth: token.ClientCertificate})
	}
	ownIssuer := "https://login.microsoftonline.com/" + tenant + "/v2.0"
	for _, c := range []refusalCase{
		{name: "no credentials", client: otherApp, raw: with(nil, nil), status: 400, oauth: "invalid_request", code: 70021, text: "Assertion Issuer: '" + outside + "'. Assertion Subject: '" + subject + "'. Assertion Audience: '" + exchangeName + "'."},
		{name: "another issuer", raw: with(nil, members{"iss": "https://other.example"}), status: 401, oauth: "invalid_client", code: 700211, text: "presented assertion issuer 'https://other.example'"},
		{name: "the issuer with a slash", raw: with(nil, members{"iss": outside + "/"}), status: 401, oauth: "invalid_client", code: 700211},
		{name: "the issuer in another case", raw: with(nil, members{"iss": strings.ToUpper(outside)}), status: 401, oauth: "invalid_client", code: 700211},
		{name: "another audience", raw: with(nil, members{"aud": "api://other"}), status: 401, oauth: "invalid_client", code: 700212, text: "presented assertion audience 'api://other'"},
		{name: "the audience in another case", raw: with(nil, members{"aud": strings.ToLower(exchangeName)}), status: 401, oauth: "invalid_client", code: 700212},
		{name: "another subject", raw: with(nil, members{"sub": "repo:contoso/app:pull_request"}), status: 401, oauth: "invalid_client", code: 700213, text: "presented assertion subject 'repo:contoso/app:pull_request'"},
		{name: "the subject in another case", raw: with(nil, members{"sub": strings.ToUpper(subject)}), status: 401, oauth: "invalid_client", code: 7002138},
		{name: "the subject under another name", raw: with(nil, members{"sub": "x", "SUB": subject}), status: 401, oauth: "invalid_client", code: 700213},
		{name: "an identity's other subject", client: userClient, raw: with(nil, members{"sub": "x"}), status: 401, oauth: "invalid_client", code: 700213},
		{name: "issuer that does not answer", raw: with(nil, members{"iss": "https://unreachable.example"}), status: 400, oauth: "invalid_request", code: 50166},
		{name: "unknown key", raw: with(members{"kid": "new"}, nil), status: 401, oauth: "invalid_client", code: 700027, text: "not found"},
		{name: "forged", raw: jwt(p[2].private, outsideHeader(), outsideClaims()), status: 401, oauth: "invalid_client", code: 700027, text: "did not match"},
		{name: "forged, and another subject", raw: jwt(p[2].private, outsideHeader(), edited(outsideClaims(), members{"sub": "x"})), status: 401, oauth: "invalid_client", code: 700027},
		{name: "PS256", raw: with(members{"alg": "PS256"}, nil), status: 400, oauth: "invalid_request", code: 50027, text: "none of 'RS256'"},
		{name: "expired", raw: with(nil, members{"exp": now.Add(-time.Hour).Unix()}), status: 401, oauth: "invalid_client", code: 700024},
		{name: "not yet valid", raw: with(nil, members{"nbf": now.Add(time.Hour).Unix()}), status: 401, oauth: "invalid_client", code: 700024},
		{name: "ours, for an identity", client: userClient, raw: exchange(identity), status: 401, oauth: "invalid_client", code: 700222},
		{name: "ours, of an application", raw: exchange(application), status: 401, oauth: "invalid_client", code: 700222},
		{name: "ours, of a principal that is gone", raw: exchange(directory.ServicePrincipal{ID: "b0000000-0000-0000-0000-00000000dead", AppID: app}), status: 400, oauth: "unauthorized_client", code: 700016},
		{name: "ours, forged", raw: jwt(p[0].private, outsideHeader(), edited(outsideClaims(), members{"iss": ownIssuer, "sub": userObject})), status: 401, oauth: "invalid_client", code: 700027},
		{name: "ours, of version 1.0", raw: own(token.Grant{Principal: identity, Audience: arm, ClientAuth: token.ClientCertificate}), status: 401, oauth: "invalid_client", code: 700211},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.client == "" {
				c.client = fedApp
			}
			c.check(t, service, assertionForm(c.client, c.raw))
		})
	}
}

// A managed identity's token stands for an application, but what it brings does
// not stand for the next one.
func TestIdentityAsCredential(t *testing.T) {
	t.Parallel()
	service := asserted(t, nil)
	issued, err := shared().issuer.Issue(token.Grant{
		Principal: directory.ServicePrincipal{ID: userObject, AppID: userClient}, Audience: token.ExchangeAudience,
		ClientAuth: token.ClientCertificate, ResourceID: userResource,
	})
	if err != nil {
		t.Fatal(err)
	}
	form := assertionForm(fedApp, issued.Raw)
	if w := post(service, v2Path, form.Encode()); w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	form.Set("scope", exchangeName+"/.default")
	refusalCase{status: 401, oauth: "invalid_client", code: 700222}.check(t, service, form)
}

func FuzzReadAssertion(f *testing.F) {
	encode := base64.RawURLEncoding.EncodeToString
	for _, payload := range []string{
		`{"iss":"a","sub":"b","aud":"c","exp":1}`, `{"iss":"a","sub":"b","aud":["c","d"],"exp":1.5,"nbf":0}`,
		`{"iss":"a","sub":"b","aud":[],"exp":1}`, `{"iss":1}`, `{}`, `{"iss":"a","iss":"b"}`,
	} {
		f.Add(encode([]byte(`{"alg":"RS256"}`)) + "." + encode([]byte(payload)) + ".AAAA")
	}
	f.Add("..")
	f.Fuzz(func(t *testing.T, raw string) {
		issuer, subject, audiences, err := sts.ReadAssertion(raw)
		if err == nil && (issuer == "" || subject == "" || audiences == 0) {
			t.Errorf("%q: %q %q %d", raw, issuer, subject, audiences)
		}
	})
}

// FuzzAssertion holds that nothing passes but what the right key signed, in one spelling.
func FuzzAssertion(f *testing.F) {
	key := pairs()[0].private
	service := asserted(f, func(c *sts.Config) {
		c.Sources = resource.Sources{Now: func() time.Time { return now }, Random: c.Sources.Random}
		c.ReusedAssertions = true
	})
	good := jwt(key, goHeader(), goClaims())
	federated := jwt(key, outsideHeader(), outsideClaims())
	f.Add(good)
	f.Add(federated)
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add(good[:len(good)-1])
	f.Add("e30.e30.e30")
	f.Add("e30.eyJpc3MiOlsxXX0.")
	f.Fuzz(func(t *testing.T, raw string) {
		for client, right := range map[string]string{certApp: good, fedApp: federated} {
			w := post(service, v2Path, assertionForm(client, raw).Encode())
			if (w.Code == http.StatusOK) != (raw == right) || w.Code >= http.StatusInternalServerError {
				t.Errorf("%q as %s: %d %s", raw, client, w.Code, w.Body)
			}
		}
	})
}
