// Package flexible keeps the machines of Flexible scale sets. They are virtual machines
// of their own, which the engine makes, changes and deletes for their set, with their
// interfaces and addresses; a machine that somebody made may come into a set and leave
// it. A set lists them as its instances.
package flexible
