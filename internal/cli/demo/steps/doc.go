// Package steps is the demo's own client: it does each step of the story with
// plain REST requests. It knows no more than what the protocol of a step gives
// it; package demo has that protocol.
package steps
