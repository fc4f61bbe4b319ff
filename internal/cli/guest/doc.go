// Package guest runs a program as a machine: in namespaces of its own (space), in
// which Azure's addresses are this machine's (front), names lead where they must
// (names), and everything else is the host's network (relay, mirror). It puts
// these together; the machine itself is the server's.
package guest
