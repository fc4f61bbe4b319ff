// Package imds is the metadata service as a machine sees it at
// http://169.254.169.254, as far as identities go: the token endpoint, the
// tenant, the list of versions, and beside them the token protocol of App
// Service. It owns who is asking (by the proxy's user name, the identity header
// or the path), which requests are refused before they are looked at, the words
// of every answer, and a cache of prepared answers.
//
// It does not own which identity a machine holds (internal/identity), nor what a
// token says (internal/token). It forwards nothing: a request for another host
// is refused. A caller that is not known gets nothing, however few machines
// there are. Handles and tokens appear in no error and no log.
package imds
