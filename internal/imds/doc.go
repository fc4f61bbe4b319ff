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
//
// On Azure a machine that is off has no metadata service. Here a program may go on
// asking as one, and who passes its requests on may want to be as silent as Azure
// is. So every answer to a request that names a machine which does not run has the
// header
//
//	X-Azimuth-Machine: off       // stopped or deallocated
//	X-Azimuth-Machine: unknown   // deleted, or never there: the handle names none
//
// and no answer to one that names a running machine has it. It comes as soon as the
// request is one of the protocol at all (the right host, method and Metadata header),
// on every path, so that GET /metadata/versions tells it at the least cost. The status
// for a machine that is off is 400, and the body says "Identity not found: the machine
// is off, ..."; for an unknown one it is what the path answers to anybody.
package imds
