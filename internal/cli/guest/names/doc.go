// Package names is what a machine knows of names: the files in which its programs
// look hosts up, and the answers to those that ask by DNS. Names that Azimuth
// stands in for lead to an address within the machine; all others are asked of the
// servers that the host asks.
package names
