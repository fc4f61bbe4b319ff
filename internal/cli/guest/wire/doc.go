// Package wire is what the two sides of a machine say to each other: the process
// outside, which serves the machine, and the one inside its namespaces, which sets
// them up and runs the program. Messages are packets over a pair of sockets, and
// carry open files: sockets that were made inside are served outside.
package wire
