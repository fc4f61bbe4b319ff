// Package resource is the ground on which the rest of Azimuth stands: the ids
// of resources, the documents in which everything is kept, the Store that keeps
// them, and the one error type that handlers return.
//
// It owns no rule of any resource type, speaks no protocol and imports only the
// standard library.
package resource
