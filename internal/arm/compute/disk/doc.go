// Package disk declares managed disks, the snapshots of them, and the images that
// users make of their machines and disks. A disk is a document; nothing is on it.
package disk
