// Package authorization declares Microsoft.Authorization: role definitions and
// role assignments as resources. What they allow is internal/rbac's to say.
package authorization
