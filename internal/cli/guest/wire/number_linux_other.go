//go:build linux && !amd64

package wire

// memfdCreate is the number of memfd_create on arm64, and all newer architectures.
const memfdCreate = 279
