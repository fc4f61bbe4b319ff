// Package apart runs the tests of a package in a network of their own, which has
// loopback and nothing else: no client can reach the real Azure, or the metadata
// service of a cloud on which the tests may run, whatever goes wrong. Within it
// tests may make further networks. It works on Linux alone.
package apart
