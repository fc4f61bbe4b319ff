package ca

import (
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// domains are the names, each with all beneath it, for which every authority
// may vouch: ourselves, and Azure's public hosts that Azimuth stands in for.
// Attested documents are signed by a host under metadata.azure.com.
var domains = []string{
	"localhost",
	"management.azure.com",
	"management.core.windows.net",
	"login.microsoftonline.com",
	"login.microsoft.com",
	"login.windows.net",
	"sts.windows.net",
	"graph.microsoft.com",
	"metadata.azure.com",
}

// loopback are the addresses for which every authority may vouch.
func loopback() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
		{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
	}
}

// HostsError says that an authority may not vouch for hosts that it is asked for.
type HostsError struct {
	Hosts []string
	Made  time.Time // when the authority was made
}

func (e *HostsError) Error() string {
	return fmt.Sprintf("ca: the certificate authority of %s may not vouch for %s: serve without these hosts, or reset the authority; the new one's root must then be trusted wherever the old one's was",
		e.Made.Format(time.DateOnly), strings.Join(e.Hosts, ", "))
}

// constrain lets the certificate vouch for our own hosts and the extra ones,
// names or addresses.
func constrain(root *x509.Certificate, extra []string) {
	root.PermittedDNSDomainsCritical = true
	root.PermittedDNSDomains = slices.Clone(domains)
	root.PermittedIPRanges = loopback()
	for _, host := range uncovered(root, extra) {
		if ip := net.ParseIP(host); ip != nil {
			root.PermittedIPRanges = append(root.PermittedIPRanges, single(ip))
		} else {
			root.PermittedDNSDomains = append(root.PermittedDNSDomains, strings.ToLower(host))
		}
	}
}

// single is the range of one address.
func single(ip net.IP) *net.IPNet {
	if four := ip.To4(); four != nil {
		return &net.IPNet{IP: four, Mask: net.CIDRMask(32, 32)}
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(128, 128)}
}

// uncovered are those of the hosts for which the certificate may not vouch.
func uncovered(root *x509.Certificate, hosts []string) []string {
	var missing []string
	for _, host := range hosts {
		if !covers(root, host) && !slices.Contains(missing, host) {
			missing = append(missing, host)
		}
	}
	return missing
}

func covers(root *x509.Certificate, host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return slices.ContainsFunc(root.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
	}
	host = strings.ToLower(host)
	return slices.ContainsFunc(root.PermittedDNSDomains, func(domain string) bool {
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}

// checkHosts refuses what can stand in no certificate: ports, wildcards, empty names.
func checkHosts(hosts []string) error {
	for _, host := range hosts {
		if net.ParseIP(host) == nil && !isName(host) {
			return fmt.Errorf("ca: %q is no host: give a name or an address without a port", host)
		}
	}
	return nil
}

func isName(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notInLabel) {
			return false
		}
	}
	return len(host) <= 253
}

func notInLabel(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}
