// Package settings decides how a server is to run: it takes each setting from
// the command line, the environment or a file, and remembers from which. It owns
// the table of settings, of which the flags, the environment's names, the file's
// members and docs/configuration.md are made. What a setting does is the
// server's.
package settings
