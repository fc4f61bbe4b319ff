// Package compute declares Microsoft.Compute: virtual machines and their disks,
// scale sets and their instances, the groups that machines stand in, and the
// catalogues of images and sizes that clients ask before they make a machine.
//
// A machine is a document with a state; nothing boots. What an identity is and
// how it changes belongs to internal/identity; here is only how machines come and
// go, whether they are on, and which model an instance has.
package compute
