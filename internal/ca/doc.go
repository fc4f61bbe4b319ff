// Package ca is the certificate authority that Azimuth makes for itself, so that
// clients can speak TLS to it. It owns the root, its sealed key in the store, the
// servers' certificates and their renewal, and the files of roots that runtimes
// are pointed at.
//
// The root can vouch only for the hosts that Azimuth serves: it says so itself,
// critically, so that whoever trusts it need not fear for any other host, even if
// its key is lost. The package never touches the system's own trust store.
package ca
