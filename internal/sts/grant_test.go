package sts_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/token"
)

// claimsOf checks a token by the keys that are published, the way any client
// can, and returns its claims.
func claimsOf(t *testing.T, raw string) map[string]any {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(get(shared().service, "/common/discovery/v2.0/keys").Body.Bytes(), &set); err != nil {
		t.Fatal(err)
	}
	signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	keys := set.Key(signed.Signatures[0].Protected.KeyID)
	if len(keys) != 1 {
		t.Fatalf("%d keys have the token's kid", len(keys))
	}
	payload, err := signed.Verify(keys[0])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestTokenV2(t *testing.T) {
	t.Parallel()
	basic := func(r *http.Request) { r.SetBasicAuth(url.QueryEscape(app), url.QueryEscape(secret)) }
	none := func(*http.Request) {}
	for _, c := range []struct {
		name         string
		path         string
		edit         func(url.Values)
		more         func(*http.Request)
		audience     string
		capabilities []any
	}{
		{"secret in the form", v2Path, func(url.Values) {}, none, arm, nil},
		{"secret in the header", v2Path, func(f url.Values) { f.Del("client_secret"); f.Del("client_id") }, basic, arm, nil},
		{"secret in the header, id in both", v2Path, del("client_secret"), basic, arm, nil},
		{"client id in upper case", v2Path, set("client_id", strings.ToUpper(app)), none, arm, nil},
		{"as MSAL for Go asks", v2Path, func(f url.Values) {
			f.Set("scope", arm+"/.default openid offline_access profile")
			f.Set("claims", `{"access_token":{"xms_cc":{"values":["CP1"]}}}`)
			f.Set("client_info", "1")
		}, none, arm, []any{"CP1"}},
		{"as MSAL for JS asks", v2Path + "?client-request-id=" + correlation, func(f url.Values) {
			f.Set("claims", `{"access_token":{"xms_cc":{"values":["cp1"]}},"id_token":{"xms_cc":{"values":["cp1"]}}}`)
			f.Set("x-client-SKU", "msal.js.node")
		}, none, arm, []any{"cp1"}},
		{"double slash", v2Path, set("scope", "https://management.core.windows.net//.default"), none, "https://management.core.windows.net/", nil},
		{"own address with a double slash", v2Path, set("scope", origin+"//.default"), none, origin + "/", nil},
		{"one resource twice", v2Path, set("scope", arm+"/.default "+arm+"/.default"), none, arm, nil},
		{"claims without capabilities", v2Path, set("claims", `{"access_token":null}`), none, arm, nil},
		{"charset in the content type", v2Path, func(url.Values) {}, func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
		}, arm, nil},
		{"another scheme of authorization", v2Path, func(url.Values) {}, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, arm, nil},
		{"tenant in upper case", "/" + strings.ToUpper(tenant) + "/OAuth2/V2.0/Token", func(url.Values) {}, none, arm, nil},
		{"common", "/common/oauth2/v2.0/token", func(url.Values) {}, none, arm, nil},
		{"organizations", "/organizations/oauth2/v2.0/token", func(url.Values) {}, none, arm, nil},
		{"domain", "/Contoso.example/oauth2/v2.0/token", func(url.Values) {}, none, arm, nil},
		{"stray slashes", "//" + tenant + "//oauth2/v2.0/token/", func(url.Values) {}, none, arm, nil},
		{"under adfs", "/adfs/aad/" + tenant + "/oauth2/v2.0/token", func(url.Values) {}, none, arm, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := v2Form()
			c.edit(f)
			w := post(shared().service, c.path, f.Encode(), c.more)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			reply := decode[map[string]any](t, w)
			claims := claimsOf(t, reply["access_token"].(string))
			delete(reply, "access_token")
			if diff := cmp.Diff(map[string]any{"token_type": "Bearer", "expires_in": 86399.0, "ext_expires_in": 86399.0}, reply); diff != "" {
				t.Error(diff)
			}
			want := map[string]any{"aud": c.audience, "tid": tenant, "appid": app, "oid": principalID, "appidacr": "1", "ver": "1.0"}
			for name, value := range want {
				if claims[name] != value {
					t.Errorf("%s is %v, want %v", name, claims[name], value)
				}
			}
			capabilities, _ := claims["xms_cc"].([]any)
			if !slices.Equal(capabilities, c.capabilities) {
				t.Errorf("xms_cc is %v, want %v", capabilities, c.capabilities)
			}
			for name, want := range map[string]string{
				"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store, no-cache", "Pragma": "no-cache", "Expires": "-1",
				"x-ms-clitelem": "1,0,0,,", "Retry-After": "",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestTokenV1(t *testing.T) {
	t.Parallel()
	w := post(shared().service, v1Path, v1Form().Encode())
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	reply := decode[map[string]any](t, w)
	claims := claimsOf(t, reply["access_token"].(string))
	if claims["aud"] != arm+"/" {
		t.Errorf("aud is %v", claims["aud"])
	}
	delete(reply, "access_token")
	want := map[string]any{
		"token_type": "Bearer", "expires_in": "86399", "ext_expires_in": "86399",
		"expires_on": "1772452800", "not_before": "1772366100", "resource": arm + "/",
	}
	if diff := cmp.Diff(want, reply); diff != "" {
		t.Error(diff)
	}
}

func TestTokenForTheExchangeIsVersion2(t *testing.T) {
	t.Parallel()
	f := v2Form()
	f.Set("scope", token.ExchangeAudience+"/.default")
	w := post(shared().service, v2Path, f.Encode())
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	claims := claimsOf(t, decode[map[string]any](t, w)["access_token"].(string))
	if claims["ver"] != "2.0" || claims["azp"] != app || claims["azpacr"] != "1" || claims["iss"] != "https://login.microsoftonline.com/"+tenant+"/v2.0" {
		t.Errorf("claims %v", claims)
	}
}

// FuzzTokenRequest holds that every body gets an answer in OAuth's form, and
// that only the right secret gets a token.
func FuzzTokenRequest(f *testing.F) {
	f.Add(v2Form().Encode(), "")
	f.Add(v1Form().Encode(), "Basic YTpi")
	f.Add("grant_type=client_credentials&client_id="+app+"&scope=%2F.default", "Basic OjpeKg==")
	f.Add("a=%zz&a;b&&=&claims={", "Bearer")
	f.Fuzz(func(t *testing.T, body, authorization string) {
		w := post(shared().service, v2Path, body, func(r *http.Request) { r.Header.Set("Authorization", authorization) })
		switch w.Code {
		case http.StatusOK:
			if decode[map[string]any](t, w)["access_token"] == "" {
				t.Error("an answer without a token")
			}
		case http.StatusBadRequest, http.StatusUnauthorized, http.StatusRequestEntityTooLarge:
			if got := decode[errorBody](t, w); got.Error == "" || len(got.Codes) != 1 {
				t.Errorf("error %+v", got)
			}
		default:
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
