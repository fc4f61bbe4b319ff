// Package mirror shows in a machine what listens on the host's loopback addresses,
// at the same ports: to its programs "localhost" is the host's as well as the
// machine's own. A port that a program in the machine has taken is its own.
package mirror
