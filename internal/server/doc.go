// Package server wires all parts of Azimuth together: it opens the data, makes
// what a first start needs, binds the addresses and serves. Tests run it
// in-process with a clock of their own; the command line runs it for users.
package server
