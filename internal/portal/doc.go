// Package portal serves the portal: the single page that is built from web/ and
// embedded in the program, its scripts, and the headers that keep a browser from
// running or framing anything else. It knows nothing of what the page does: all
// data come from Resource Manager and Microsoft Graph, with the token of the
// user who signed in.
//
// The page is built with Node.js (make build). Without it the package builds all
// the same, and says under the portal's address how to build it.
package portal
