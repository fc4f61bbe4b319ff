package sts

import (
	"net/url"
	"slices"
	"strings"
)

// redirectKind is what stands at a redirect URI.
type redirectKind int

const (
	// redirectWeb is a program on a server, which proves itself when it redeems its code.
	redirectWeb redirectKind = iota
	// redirectPage is a page in the person's browser.
	redirectPage
	// redirectNative is a program on the person's machine.
	redirectNative
)

// redirect is one registered redirect URI.
type redirect struct {
	kind redirectKind
	uri  string
}

// loopbackRedirects are those of programs that listen on the person's machine.
var loopbackRedirects = []redirect{
	{redirectNative, "http://localhost"},
	{redirectNative, "http://127.0.0.1"},
	{redirectNative, "http://[::1]"},
}

// maxRedirect is the longest redirect URI, in bytes (Entra's).
const maxRedirect = 256

// forbiddenSchemes are those of addresses at which a browser runs or shows what
// the address itself says.
var forbiddenSchemes = []string{"javascript", "data", "vbscript", "file", "blob", "about", "view-source", "filesystem"}

// redirectTo finds the registered redirect that a request names.
func (p party) redirectTo(uri string) (redirectKind, *url.URL, bool) {
	u, ok := readRedirect(uri)
	if !ok {
		return 0, nil, false
	}
	i := slices.IndexFunc(p.redirects, func(r redirect) bool { return r.matches(uri, u) })
	if i < 0 {
		return 0, nil, false
	}
	return p.redirects[i].kind, u, true
}

// readRedirect reads a redirect URI and holds it to what all of them must be:
// absolute, without a fragment or credentials, over https or to the person's own
// machine or to a program's own scheme, and of characters that every reader of
// addresses takes for the same.
func readRedirect(uri string) (*url.URL, bool) {
	if uri == "" || len(uri) > maxRedirect || strings.ContainsFunc(uri, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '\\' }) {
		return nil, false
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" || u.User != nil || strings.Contains(uri, "#") {
		return nil, false
	}
	switch u.Scheme {
	case "https":
		return u, u.Hostname() != ""
	case "http":
		return u, isLoopbackHost(u.Hostname())
	}
	return u, !slices.Contains(forbiddenSchemes, u.Scheme)
}

func isLoopbackHost(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// matches compares to the letter; at an http address of the person's own machine
// any port will do (RFC 8252, 7.3), and no path is the path "/".
func (r redirect) matches(uri string, u *url.URL) bool {
	if uri == r.uri {
		return true
	}
	if u.Scheme != "http" {
		return false
	}
	registered, err := url.Parse(r.uri)
	if err != nil || registered.Scheme != "http" || registered.Hostname() != u.Hostname() {
		return false
	}
	return rooted(registered.EscapedPath()) == rooted(u.EscapedPath()) && registered.RawQuery == u.RawQuery
}

func rooted(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// sourceOf is the redirect's origin as a content security policy names it.
func sourceOf(u *url.URL) string {
	if u.Host == "" || strings.HasPrefix(u.Host, "[") { // policies know no such hosts
		return u.Scheme + ":"
	}
	return u.Scheme + "://" + u.Host
}
