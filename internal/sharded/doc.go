// Package sharded has an immutable map from strings that is cheap to change:
// the domain's views of the store are made of it, which many goroutines read
// without a lock while one makes the next version.
//
// It knows nothing of what it holds and imports only the standard library.
package sharded
