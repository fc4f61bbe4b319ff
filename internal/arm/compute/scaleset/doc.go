// Package scaleset declares virtual machine scale sets and what is in them: their
// instances, extensions and rolling upgrades. It completes and checks what clients send,
// and leaves the instances to the package of the set's orchestration mode, uniform or
// flexible. Both know of a set what is in model, and both upgrade by package upgrade.
package scaleset
