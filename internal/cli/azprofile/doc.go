// Package azprofile keeps az's own profiles for a server: one for each way by
// which az can find it, each signed in as the administrator. It owns where they
// are, what they hold before az runs, how it is told that one is of a server
// that is gone, and the sign-in. It runs az, and reads none of its secrets.
package azprofile
