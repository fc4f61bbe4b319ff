// Package deputy keeps a process in namespaces of its own that does system calls for
// this process: it opens sockets in another network, mounts files over others where
// only its own children see that, starts programs there, and buries them.
//
// Such a process could be this program, started a second time, as most programs do it.
// That costs as much again as the first start, and a language for the two to speak. A deputy
// shares this process's memory and its open files instead, so that pointers and the
// numbers of files mean the same to both, and runs no Go, whose runtime is this
// process's: a loop in assembly takes system calls from a list and notes what they return.
// All that has to be thought about is thought about here.
//
// The deputy blocks all signals, uses no stack, and ends with the thread that made it.
// See docs/adr/0022.
package deputy
