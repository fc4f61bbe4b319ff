// Package machine finds the machine that a user means and, when asked, makes
// everything that it takes to have one: group, network, interface, machine,
// identities and roles. It asks Resource Manager as any other client would, and
// whatever is there already is used as it is.
package machine
