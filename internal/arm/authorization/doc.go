// Package authorization declares Microsoft.Authorization: role definitions, role
// assignments and locks as resources, and what callers may ask about access
// itself. What roles allow is internal/rbac's to say; what locks stop, the engine's.
package authorization
