// Package federation knows which outside issuers of tokens may be believed, and
// fetches the keys by which their tokens are checked: OpenID discovery, then the
// key document, within limits of size, time, address and frequency.
//
// It checks no token and matches no credential; that is internal/sts's. It never
// fetches anything for our own issuers.
package federation
