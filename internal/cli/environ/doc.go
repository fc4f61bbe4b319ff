// Package environ says in environment variables what programs must know to work
// against a server: as the administrator, or as a machine. It owns the names of
// the variables, the files of certificates that they name, and how variables are
// written for shells.
package environ
