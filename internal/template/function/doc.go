// Package function holds the functions of the ARM template language: one table
// that knows every function's name, its number of arguments and its meaning, and
// the meanings themselves, by topic.
//
// A function whose result depends on more than its arguments (parameters,
// reference, resourceGroup, ...) stands in the table without a meaning: whoever
// evaluates an expression gives that. The package knows values and nothing else.
package function
