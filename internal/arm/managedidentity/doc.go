// Package managedidentity declares Microsoft.ManagedIdentity: user-assigned
// identities, their federated credentials, and the view of a resource's
// system-assigned identity.
package managedidentity
