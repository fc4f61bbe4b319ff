//go:build linux && amd64

package wire

// memfdCreate is the number of memfd_create, which the package syscall does not know.
const memfdCreate = 319
