// Package vm declares virtual machines and their extensions: how a machine is completed
// and checked, and how it comes to its disks, its interfaces, and the groups and the
// Flexible scale set that it stands in.
package vm
