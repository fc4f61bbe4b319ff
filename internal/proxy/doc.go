// Package proxy is the forward proxy that stands in for Azure's public hosts, so
// that programs which know no others work unchanged. It owns the reading of what
// a tunnel is asked to, the ends of the tunnels that lead to us (with certificates
// of our own for the public names), the tunnels that lead elsewhere, and who may
// have those.
//
// It does not own what the hosts answer (the front ends), nor which machine asks
// (internal/imds, which reads the proxy's user name). Credentials for the proxy
// go to the metadata service and nowhere else, least of all into a log.
package proxy
