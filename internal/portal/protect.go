package portal

import (
	"net/http"
	"strings"
)

// protect writes the headers that confine the page. Scripts come from this
// server alone and never stand in the page; styles that scripts add carry the
// answer's nonce; nothing is fetched from, sent to or framed by anywhere else.
// The portal has no cookie, and each request of the page carries its user's
// token, so that another site's page can make a browser do nothing here.
func protect(header http.Header, nonce string) {
	header.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self'",
		"font-src 'self'",
		"connect-src 'self'",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; "))
	header.Set("X-Frame-Options", "DENY")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}
