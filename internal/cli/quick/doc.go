// Package quick starts the program of "azimuth exec" before most packages of this
// program are initialised, which takes longer than all that a start needs: it asks the
// server of the data directory one question over a socket (package door), starts the
// program, and lets the rest come after it. In namespaces the program's connections
// wait meanwhile, for the sockets are open; on the host nothing is left to do, and the
// program takes this process's place.
//
// It knows the usual case only. Whatever it does not understand, or is not as usual, it
// leaves to the command (package cli), which says what is wrong. It imports only what
// is initialised early; see guest/lean and docs/adr/0019.
package quick
