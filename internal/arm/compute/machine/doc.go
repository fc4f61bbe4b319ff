// Package machine holds what virtual machines and the instances of scale sets have in
// common: how the profile that they are made from is completed, whether they are on
// and what they can be told, what they are told of what is done to them, what their
// instance views show, and how somebody gets to be one of them. It also says how a
// virtual machine is stored, since more than its own type reads and changes it.
package machine
