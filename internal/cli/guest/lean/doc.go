// Package lean does what the packages strings and strconv do, for the packages that
// run before those are initialised.
//
// Go initialises the packages of a program one after another, in an order in which
// strings comes late: about 50 others, most of which a start of "azimuth exec" does
// not need, come before it. What must be quick therefore imports only the packages
// that come first: errors, io, os, sync, syscall and time. See docs/adr/0019.
package lean
