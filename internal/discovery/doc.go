// Package discovery tells clients where a cloud's services are: the document at
// /metadata/endpoints in the three forms that it has had, and the short names of
// images, which it points to. It owns the forms and the paths; which cloud is
// described is decided by who wires it.
package discovery
