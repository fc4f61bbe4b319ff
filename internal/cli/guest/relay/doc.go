// Package relay takes a machine's packets to the host's network: it is the other
// end of every connection that a program in the machine makes to elsewhere, and
// makes the same connection from the host. It owns the network stack of this end
// and which addresses may be reached; names are its callers' matter.
//
// The host's link-local addresses, with the metadata services of a cloud on which
// the host may itself stand, are never reached (internal/outbound).
package relay
