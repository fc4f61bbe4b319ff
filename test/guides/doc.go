// Package guides runs what docs/guides and the pipelines in examples tell people
// to run, as it is written there, apart from the host's network. It has nothing
// but tests.
//
// In a guide, fenced blocks of the language sh are run by one shell, in order. A
// block of the language text that follows one at once is what it prints; "..."
// stands for any text, and on a line of its own for any lines. A block whose first
// line has a file's name behind the language is that file. All other blocks are
// only shown.
package guides
