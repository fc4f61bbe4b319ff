// Package client talks to a server over its own HTTPS API, as any other client
// does: it signs in at the token service and calls Resource Manager. It owns
// sign-in, JSON and errors, and knows no resource type.
package client
