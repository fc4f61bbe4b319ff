// Package memory keeps documents in the process's memory, for tests and for
// servers that are thrown away. It is a resource.Store like any other, but
// "durable" means here: as long as the process lives.
//
// It owns no rule about what documents mean.
package memory
