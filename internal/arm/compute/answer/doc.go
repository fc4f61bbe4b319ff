// Package answer holds how Microsoft.Compute's answers look whatever they are about:
// how times and states are written, and which parts are shown only to who asks.
package answer
