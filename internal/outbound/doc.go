// Package outbound makes connections to hosts that others name. It owns which
// addresses are never connected to, whoever asks, and the rule that an address
// is judged after names were resolved, so that no name leads astray.
package outbound
