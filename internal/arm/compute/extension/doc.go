// Package extension holds the rules and the views of machine extensions, wherever
// they are kept: as resources of a virtual machine, or inside a scale set or an
// instance. What an extension would do on a machine is not done; that a machine has
// it, is kept.
package extension
