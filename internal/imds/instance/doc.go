// Package instance says what a machine's metadata service tells of the machine: its
// size, image, disks, tags and addresses, read from the documents of the machine
// and of what it refers to. It owns the names, order and api-versions of these
// members; who asks, and the protocol, are internal/imds's.
package instance
