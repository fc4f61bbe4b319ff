// Package seed is the state with which a server is to begin, as somebody wrote
// it down: a file in YAML, or an ARM template.
//
// It reads the file whole, and says with the line what is wrong in it. What it
// asks for it asks of a Target, by the requests of Resource Manager and Microsoft
// Graph that any client could send; it knows no rule of theirs. It adds and
// changes and never takes away, so that it can be applied again.
package seed
