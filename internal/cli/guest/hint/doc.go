// Package hint explains why a system refuses the namespaces of a machine, and what
// allows them.
package hint
