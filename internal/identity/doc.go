// Package identity says what SystemAssigned, UserAssigned and None mean, in one
// place for virtual machines and scale sets: how a request changes what a
// machine holds, when a principal is born and when it dies, which identity a
// machine's metadata service answers for, and how a machine is known.
//
// It speaks no protocol and knows no resource type; it reads and returns
// documents and leaves the writing to its callers, so that a resource and its
// principals change in one commit.
package identity
