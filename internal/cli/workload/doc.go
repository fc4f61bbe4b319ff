// Package workload keeps the token of a program's service account: it has the server
// make one, and the next before the old one ends. Where the token is put is its
// callers' matter.
package workload
