// Package graph speaks Microsoft Graph v1.0, as far as the tenant's objects go:
// users, groups, applications and service principals, who is in which group, and
// the credentials of applications. It owns the addresses, the OData queries, what
// each type shows and takes, and the form of errors.
//
// A type is one declaration of its properties (entity); reading, selecting,
// filtering, creating and changing follow from it. What holds between objects is
// internal/directory's to say.
package graph
