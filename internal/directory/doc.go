// Package directory holds the tenant's objects: users, groups, applications and
// service principals, of which managed identities are a kind. It owns their
// stored form, what holds between them (who is in which group, what goes with
// what is deleted), and a view of them in memory that is never behind an
// acknowledged write.
//
// A membership stands in the document of the member, not of the group: a
// principal that is deleted leaves its groups in the same commit, whoever
// deletes it.
//
// It does not decide when a managed identity's principal is born or dies; that
// is internal/identity's. It speaks no protocol; the codes and texts of its
// errors are those of Microsoft Graph, through which people see it.
package directory
