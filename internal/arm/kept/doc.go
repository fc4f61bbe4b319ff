// Package kept knows the little that resources of unknown types show beside what
// they were made with: addresses that follow from a name by a published rule, and
// that templates read from them. It makes nothing up, and no type becomes a known
// one by it.
package kept
