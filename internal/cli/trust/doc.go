// Package trust makes programs trust a server's certificate authority. It owns
// the forms in which the root is written, what each runtime must be told, and the
// way into the system's store, which is taken only when asked for. The root
// itself is package ca's.
package trust
