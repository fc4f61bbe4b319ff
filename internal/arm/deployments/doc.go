// Package deployments serves Microsoft.Resources/deployments: it validates
// templates, runs their plans through the engine as the caller's own requests,
// remembers each step in a row beside what it did, and tells beforehand what a
// deployment would change.
//
// What a template means is internal/template's; what a resource is, its type's.
package deployments
