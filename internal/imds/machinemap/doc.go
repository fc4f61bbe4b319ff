// Package machinemap knows which machine asks by the address from which it asks,
// as an operator has written it down. It owns the form in which that is written
// and the refusal of what could be read in two ways. It does not own what follows
// from it (internal/imds), and does not know whether a machine is there.
package machinemap
