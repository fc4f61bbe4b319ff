// Package cli is Azimuth's command line. It owns the commands, their flags and
// what they print; what they do is the server's, and that of the packages beneath.
package cli
