// Package containers runs the example of examples/compose without an engine for
// containers: networks of Linux stand in for them, with the addresses, commands,
// variables and files that the example's compose.yaml says, so that the example
// is what is tested.
package containers
