// Package policy is the rule language of Azure Policy: it reads definitions,
// with all that is wrong in them, binds parameters, and judges resources by rules.
//
// A resource is what a client would read, as a value of the template language;
// where it comes from, and what is to be done where a rule holds, is for the
// callers to know.
package policy
