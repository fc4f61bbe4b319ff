// Package page draws the few pages that people see when they sign in. They are
// whole by themselves: no scripts but one line each on two of them, no pictures,
// nothing from elsewhere, and headers that hold the browser to that.
package page
