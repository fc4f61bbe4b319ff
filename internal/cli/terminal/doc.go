// Package terminal stands between a program that this process runs and who is at the
// terminal: signals are passed on that the program does not get by itself, and the
// terminal comes back to whoever had it. It imports only what is initialised early;
// see guest/lean.
package terminal
