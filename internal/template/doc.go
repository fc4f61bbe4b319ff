// Package template turns a deployment's template, its parameters and where it is
// deployed into a plan: the resources in the order in which they may be deployed,
// with their bodies and the outputs, as far as they can be told before anything runs.
//
// It is pure: what only a running deployment can know (reference() and the list
// functions) it asks of a Runtime. It runs nothing, keeps nothing and speaks no protocol.
package template
