package portal_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/azimuthid/azimuth/internal/portal"
	"github.com/azimuthid/azimuth/internal/resource"
)

var script = strings.Repeat("console.log('a script that gzip makes shorter');\n", 100)

func built() fstest.MapFS {
	return fstest.MapFS{
		"unbuilt.html":         {Data: []byte("how to build it")},
		"dist/index.html":      {Data: []byte(`<meta property="csp-nonce" nonce="AZIMUTH_NONCE"><meta name="azimuth-settings" content="AZIMUTH_SETTINGS">`)},
		"dist/assets/a-123.js": {Data: []byte(script)},
		"dist/icon.svg":        {Data: []byte("<svg/>")},
	}
}

func serve(t *testing.T, site fstest.MapFS, method, path string, headers ...string) *http.Response {
	t.Helper()
	h, err := portal.New(site, portal.Settings{TenantID: "t", ClientID: `c"<`, Domain: "d"}, resource.System())
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestServe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path string
		status       int
		kind, cache  string
		has          string
	}{
		"the page":                 {"GET", "/portal", 200, "text/html; charset=utf-8", "no-store", `nonce="`},
		"the page with a slash":    {"GET", "/portal/", 200, "text/html; charset=utf-8", "no-store", "tenantId"},
		"a page's own address":     {"GET", "/portal/resource/subscriptions/x", 200, "text/html; charset=utf-8", "no-store", "tenantId"},
		"a script":                 {"GET", "/portal/assets/a-123.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "console.log"},
		"a file with a fixed name": {"GET", "/portal/icon.svg", 200, "image/svg+xml", "no-cache", "<svg/>"},
		"a script of another day":  {"GET", "/portal/assets/b-456.js", 404, "text/plain; charset=utf-8", "", ""},
		"a way out of the folder":  {"GET", "/portal/../unbuilt.html", 200, "text/html; charset=utf-8", "no-store", "tenantId"},
		"a write":                  {"POST", "/portal/", 405, "text/plain; charset=utf-8", "", ""},
		"HEAD":                     {"HEAD", "/portal/", 200, "text/html; charset=utf-8", "no-store", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := serve(t, built(), c.method, c.path)
			text := body(t, got)
			if got.StatusCode != c.status || got.Header.Get("Content-Type") != c.kind || got.Header.Get("Cache-Control") != c.cache || !strings.Contains(text, c.has) {
				t.Errorf("%d %v %q", got.StatusCode, got.Header, text)
			}
			if c.method == "HEAD" && text != "" {
				t.Errorf("HEAD has the body %q", text)
			}
		})
	}
}

// Each answer has a nonce of its own, in its policy and in the page, and what the
// server writes into the page cannot end the attribute that it stands in.
func TestNonce(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for range 3 {
		got := serve(t, built(), "GET", "/portal/")
		policy := got.Header.Get("Content-Security-Policy")
		nonce := regexp.MustCompile(`'nonce-([\w-]{22})'`).FindStringSubmatch(policy)
		text := body(t, got)
		if nonce == nil || !strings.Contains(text, `nonce="`+nonce[1]+`"`) || seen[nonce[1]] || strings.Contains(text, "AZIMUTH_") {
			t.Errorf("%s\n%s", policy, text)
		}
		if strings.Contains(text, `c\"<`) || !strings.Contains(text, "&lt;") && !strings.Contains(text, `\u003c`) {
			t.Errorf("the settings stand in the page as they are: %s", text)
		}
		if nonce != nil {
			seen[nonce[1]] = true
		}
	}
}

// Every answer of the portal is confined, whatever it is.
func TestProtect(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/portal/", "/portal/assets/a-123.js", "/portal/assets/none.js"} {
		header := serve(t, built(), "GET", path).Header
		for name, want := range map[string]string{
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, header.Get(name))
			}
		}
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
			if !strings.Contains(policy, want+";") {
				t.Errorf("%s: %s lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	got := serve(t, built(), "GET", "/portal/assets/a-123.js", "Accept-Encoding", "br, gzip")
	if got.Header.Get("Content-Encoding") != "gzip" || got.Header.Get("Vary") != "Accept-Encoding" || got.ContentLength >= int64(len(script)) {
		t.Fatalf("%v", got.Header)
	}
	r, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || string(text) != script {
		t.Errorf("%v, %q", err, text)
	}
	tag := got.Header.Get("Etag")
	if again := serve(t, built(), "GET", "/portal/assets/a-123.js", "If-None-Match", tag); again.StatusCode != http.StatusNotModified || body(t, again) != "" {
		t.Errorf("with its etag: %d", again.StatusCode)
	}
}

// A program that was built without Node.js says how to build the page.
func TestUnbuilt(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(portal.Site(), "unbuilt.html")
	if err != nil {
		t.Fatal(err)
	}
	got := serve(t, fstest.MapFS{"unbuilt.html": {Data: text}}, "GET", "/portal/identities")
	if page := body(t, got); got.StatusCode != http.StatusOK || !strings.Contains(page, "<code>make build</code>") || !strings.Contains(page, "Node.js") {
		t.Errorf("%d %q", got.StatusCode, page)
	}
	if _, err := portal.New(portal.Site(), portal.Settings{}, resource.System()); err != nil {
		t.Errorf("the program's own: %v", err)
	}
}

func TestServes(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{"/portal": true, "/portal/": true, "/portal/x": true, "/portals": false, "/": false, "/x/portal": false} {
		if portal.Serves(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
