// Package door answers, beside a server, the one question of package quick: how to be a
// machine, and the program to run, at a socket in the data directory. Who may open the
// directory's files may be any of its machines already: the administrator's secret is
// there too.
package door
