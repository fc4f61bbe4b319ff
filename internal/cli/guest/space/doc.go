// Package space makes a machine's namespaces and runs a program in them. It owns
// their life, what a deputy of this process does in them (package deputy), and the
// explanation of why a system refuses them; what is served in a machine, its callers bring.
//
// Only Linux has such namespaces, and not every Linux lets ordinary users make
// them: Open then returns a *RefusedError.
package space
