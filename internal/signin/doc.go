// Package signin keeps what the sign-in of people leaves behind between two
// requests: one-time codes, authorization codes, device codes, refresh tokens
// and the sessions of browsers. It owns how long each is good, for whom, and
// that it is used no more often than it may be.
//
// Every one of them is a secret in somebody's hands, and a document under the
// secret's SHA-256 in the store. A use is a write that checks the document's
// revision: of two at once one wins, and a restart forgets nothing.
//
// It speaks no protocol and signs no tokens; internal/sts does both.
package signin
