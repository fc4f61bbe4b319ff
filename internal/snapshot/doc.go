// Package snapshot is the state of a server as a text: its form, the reading
// of older forms, and the difference between two of them.
//
// It knows documents and no store, and nothing of what documents mean. What
// belongs into a snapshot is decided where it is taken.
package snapshot
