// Package directory holds the tenant's objects: applications and service
// principals, of which managed identities are a kind. It owns their stored form
// and a view of them in memory that is never behind an acknowledged write.
//
// It does not decide when a managed identity's principal is born or dies; that
// is internal/identity's. It speaks no protocol.
package directory
