// Package compute declares Microsoft.Compute: virtual machines, scale sets and
// the instances of scale sets.
//
// What an identity is and how it changes belongs to internal/identity; here is
// only how machines come and go and which model an instance has.
package compute
