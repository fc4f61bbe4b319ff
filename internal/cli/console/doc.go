// Package console writes for people: colour and a spinner on a terminal, plain
// lines anywhere else. It owns how things look, not what is said.
package console
