// Package throttle counts requests as Azure does, to say which of them are too
// many. It owns the limits of Resource Manager, of Microsoft.Compute, of Microsoft
// Graph and of the token service, which requests count in which of them, and how
// they fill up again. It speaks no protocol: who answers tells the client.
package throttle
