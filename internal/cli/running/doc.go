// Package running finds the server of a data directory, and runs one in this
// process for commands that need a server only while they last.
package running
