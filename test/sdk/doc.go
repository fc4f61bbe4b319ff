// Package sdk judges Azimuth with the unmodified Azure SDK for Go. It knows
// nothing of the product but its command line: the tests start the binary, read
// `azimuth env`, and from then on everything that they see, they see through the
// SDK's clients and credentials, and through an independent JWT library.
//
// It is a module of its own, so that the SDK never enters the product's graph.
//
// The binary is the one named by AZIMUTH_BIN; without it the tests build one. A
// test that covers a row of the scenarios (R1, S2, ...) says so in its comment
// or in the name of the case.
//
// Nothing here can reach the real metadata service: every client dials loopback
// addresses only, and says so when it is asked for another.
package sdk
