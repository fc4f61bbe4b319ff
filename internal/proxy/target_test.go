package proxy

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"management.azure.com:443":           "management.azure.com:443",
		"Management.AZURE.com.:443":          "management.azure.com:443",
		"localhost:8443":                     "localhost:8443",
		"a_b.test:1":                         "a_b.test:1",
		"xn--bcher-kva.example:65535":        "xn--bcher-kva.example:65535",
		"127.0.0.1:80":                       "127.0.0.1:80",
		"[::1]:443":                          "[::1]:443",
		"[0:0:0:0:0:0:0:1]:443":              "[::1]:443",
		"[::ffff:169.254.169.254]:80":        "169.254.169.254:80",
		"[FE80::1]:443":                      "[fe80::1]:443",
		"":                                   "",
		":443":                               "",
		"management.azure.com":               "",
		"management.azure.com:":              "",
		"management.azure.com:0":             "",
		"management.azure.com:65536":         "",
		"management.azure.com:+443":          "",
		"management.azure.com:0443":          "",
		"management.azure.com:443 ":          "",
		"management.azure.com:443/":          "",
		"management.azure.com:443?x":         "",
		"management.azure.com:https":         "",
		" management.azure.com:443":          "",
		"/management.azure.com:443":          "",
		"//management.azure.com:443":         "",
		"https://management.azure.com:443":   "",
		"user@management.azure.com:443":      "",
		"user:p@management.azure.com:443":    "",
		"management.azure.com..:443":         "",
		".management.azure.com:443":          "",
		"management..azure.com:443":          "",
		"*.azure.com:443":                    "",
		"management%2eazure.com:443":         "",
		"management.azure.com\x00:443":       "",
		"management.azure.com\\.x:443":       "",
		"mänagement.azure.com:443":           "",
		"::1:443":                            "",
		"[::1:443":                           "",
		"::1]:443":                           "",
		"[127.0.0.1]:443":                    "",
		"[fe80::1%25eth0]:443":               "",
		"[fe80::1%eth0]:443":                 "",
		"[management.azure.com]:443":         "",
		"[]:443":                             "",
		"2852039166:80":                      "", // 169.254.169.254 to some
		"0xa9fea9fe:80":                      "",
		"0xa9.0xfe.0xa9.0xfe:80":             "",
		"169.254.43518:80":                   "",
		"169.254.169.254.:80":                "",
		"0251.0376.0251.0376:80":             "",
		"169.254.169.0xfe:80":                "",
		"1.2.3.4.5:80":                       "",
		"host.0x:80":                         "",
		strings.Repeat("a", 64) + ".test:1":  "",
		strings.Repeat("a.", 127) + "test:1": "",
	} {
		got, err := parseTarget(text)
		if err != nil {
			got = target{}
		}
		if shown := got.String(); shown != want && (want != "" || err == nil) {
			t.Errorf("%q: %q (%v), want %q", text, shown, err, want)
		}
	}
}

// FuzzParseTarget looks for targets that could be read in two ways.
func FuzzParseTarget(f *testing.F) {
	for _, seed := range []string{"management.azure.com:443", "[::1]:80", "169.254.169.254:80", "0x7f.1:1", "a:b@c:1", "h.:443", "[fe80::1%25a]:1", "\x00:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseTarget(text)
		if err != nil {
			if got != (target{}) {
				t.Errorf("%q: %v with an error", text, got)
			}
			return
		}
		again, err := parseTarget(got.String())
		if err != nil || again != got {
			t.Errorf("%q is %v, which is %v (%v)", text, got, again, err)
		}
		host, port, err := net.SplitHostPort(text)
		if err != nil || port != strconv.Itoa(int(got.port)) {
			t.Errorf("%q: the net package reads %q %q (%v)", text, host, port, err)
		}
		theirs, notAddress := netip.ParseAddr(host)
		if ours, err := netip.ParseAddr(got.host); (err == nil) != (notAddress == nil) || err == nil && theirs.Unmap() != ours {
			t.Errorf("%q: netip reads %v (%v), we %q", text, theirs, notAddress, got.host)
		}
		if notAddress != nil && !strings.EqualFold(strings.TrimSuffix(host, "."), got.host) {
			t.Errorf("%q became the name %q", text, got.host)
		}
		if strings.ContainsFunc(got.host, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("/@?#%\\[]*", r) }) {
			t.Errorf("%q: the host %q", text, got.host)
		}
	})
}
