// Package inside is the process within a machine's namespaces: it sets the
// network and the mounts up, opens sockets there on request, runs the program
// without any capability, and is gone when the process outside is. As the first
// process of its namespace it also buries the others, and they end with it.
//
// It is this same program, started again. It takes over while the packages of
// the program are still being initialised (see init), since to initialise all of
// them takes several times as long as all that it does. For that reason it
// imports few packages.
package inside
