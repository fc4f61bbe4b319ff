package server

import (
	"net"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// IssueCertificate makes a certificate of the authority that clients trust already,
// for a service beside this server: on loopback, or under a name of Config.Hosts.
// Those of Azure's hosts that we stand in for are nobody else's.
func (s *Server) IssueCertificate(hosts []string) (certificate, key []byte, err error) {
	for _, host := range hosts {
		ip := net.ParseIP(host)
		named := slices.ContainsFunc(slices.Concat(loopbackNames, s.config.Hosts), func(k string) bool { return strings.EqualFold(k, host) })
		if !named && (ip == nil || !ip.IsLoopback()) {
			return nil, nil, resource.Invalid("InvalidHosts", "Certificates are made for loopback and for the names that the server was given with --host, and '%s' is neither.", host)
		}
	}
	if certificate, key, err = s.authority.Issue(hosts); err == nil {
		s.config.Log.Info("certificate issued", "hosts", hosts)
	}
	return certificate, key, err
}
