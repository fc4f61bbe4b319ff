// Package rbac is role-based access control: what role definitions and role
// assignments are and how they are stored, Azure's built-in roles, how action
// patterns match, and who may do what where, with the reasons.
//
// The Authorizer answers from an immutable snapshot in memory that is never
// behind an acknowledged write. Nothing is allowed that no assignment grants.
//
// It does not know which action a request stands for, does not check what a
// user may write into a definition or an assignment, and does not resolve group
// membership: callers bring the action and the groups. There are no deny
// assignments: in Azure only deployment stacks and managed applications make
// them. It speaks no protocol.
package rbac
