// Package storetest holds every resource.Store to its contract. Run is the
// whole of what a store must do while it is open, RunDurable what one that
// keeps its documents on disk must do besides.
//
// It owns no store. Whatever the comments of resource.Store promise has a case
// here; a change of the contract begins here.
package storetest
