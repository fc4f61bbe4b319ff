// Package arm speaks Resource Manager's protocol: it authenticates and
// authorises a request, finds the declared resource type that it is for, and
// carries out what every type has in common: create, replace, patch, read, list
// and delete, api-versions, etags, tags, paging, errors.
//
// It knows no resource type. A type is a ResourceType declaration in a package
// below this one; routes, RBAC actions and provider metadata follow from it.
package arm
