// Package thirdparty has services that nobody here wrote judge the tokens of
// machines: released ones, configured as their users do. Each runs as a process of
// the test's own, with its files in the test's folder.
package thirdparty
