// Package testcontainers compiles what docs/testcontainers.md shows. It is a module
// of its own, so that nothing else needs Testcontainers. No engine for containers is
// needed, and nothing of what is shown is run.
package testcontainers
