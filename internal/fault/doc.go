// Package fault is bad days on demand: which requests are to go wrong, when, and
// how. It owns rules (how they are written, what they match, when they are due by
// the server's clock, what they come to) and the scenarios, which are rules with
// names. It speaks no protocol: a front end writes an error in its own form, and
// who answers requests breaks their connections.
package fault
