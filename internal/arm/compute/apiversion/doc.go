// Package apiversion tells which api-versions Microsoft.Compute has published, and
// what came with which of them: earlier ones do not show it.
package apiversion
