// Package access asks a server why a principal may do something or not, and
// tells the answer to people.
package access
