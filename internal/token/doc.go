// Package token owns what a token says and who vouches for it: the signing keys
// and their sealed storage, the claims of access tokens, the cache of signed
// tokens, the check of presented ones, and the list of audiences for which the
// tenant issues tokens at all.
//
// It does not decide who may have a token, nor whether a principal is still
// alive: its callers ask the directory for that, before each Issue and after
// each Verify. It speaks no protocol; errors become OAuth's or Resource
// Manager's words in the front ends.
package token
