package sts_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/sts"
)

// FuzzRedirect holds that whatever passes as a redirect URI of a program on the
// person's machine is an address of that machine, for every reader of addresses.
func FuzzRedirect(f *testing.F) {
	for _, seed := range []string{
		"http://localhost:8400/", "http://127.0.0.1", "http://[::1]:1/", "http://localhost:1@evil/", "http://localhost\\@evil", "HTTP://LOCALHOST:1/",
		"http://localhost:/", "http:///localhost", "http:localhost", "javascript:alert(1)", "http://localhost:1/?x#y", "//localhost", "http://localhost:99999999/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		if !sts.IsLoopbackRedirect(uri) {
			return
		}
		rest, ok := cutAny(strings.ToLower(uri), "http://localhost", "http://127.0.0.1", "http://[::1]")
		rest = strings.TrimSuffix(rest, "/")
		port, numbered := strings.CutPrefix(rest, ":")
		if !ok || rest != "" && (!numbered || strings.Trim(port, "0123456789") != "") {
			t.Errorf("%q was taken", uri)
		}
		if u, err := url.Parse(uri); err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q was taken: %v", uri, err)
		}
	})
}

func cutAny(s string, prefixes ...string) (string, bool) {
	for _, prefix := range prefixes {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return rest, true
		}
	}
	return s, false
}

// FuzzScopes holds that reading scopes never fails otherwise than in words.
func FuzzScopes(f *testing.F) {
	for _, seed := range []string{"https://management.azure.com//.default openid", "User.Read", "api://x/y", "/", "a//", "https://", "x/ y/z", ".default"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, scope string) {
		audience, shown, err := sts.ReadScope(scope)
		if err == nil && (audience == "" || shown == "") {
			t.Errorf("%q wants %q of %q", scope, shown, audience)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "AADSTS") && !strings.Contains(err.Error(), "scope") {
			t.Errorf("%q: %v", scope, err)
		}
	})
}
