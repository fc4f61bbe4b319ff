// Package wire is what a start of "azimuth exec" and the server of its data directory
// say to each other, and the program of a machine as the one gives it to the other.
// Messages are open files, which hold texts in memory: those may be as long as any
// environment.
package wire
