// Package kept knows the little that resources of unknown types show beside what
// they were made with: addresses and names that follow by a published rule, and
// keys, that templates read from them. No type becomes a known one by it.
package kept
