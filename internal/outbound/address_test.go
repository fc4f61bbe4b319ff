package outbound_test

import (
	"net/netip"
	"testing"

	"github.com/azimuthid/azimuth/internal/outbound"
)

func TestForbidden(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"169.254.169.254":                    true,
		"169.254.0.0":                        true,
		"169.253.255.255":                    false,
		"169.255.0.0":                        false,
		"::ffff:169.254.169.254":             true,
		"::169.254.169.254":                  true,
		"64:ff9b::169.254.169.254":           true,
		"64:ff9b::8.8.8.8":                   false,
		"64:ff9b:1::169.254.169.254":         true,
		"2002:a9fe:a9fe::1":                  true,
		"2002:808:808::1":                    false,
		"fe80::1":                            true,
		"fe80::1%eth0":                       true,
		"2606:4700::1%eth0":                  true,
		"febf::1":                            true,
		"fec0::1":                            false,
		"fd00:ec2::254":                      true,
		"fd00:ec2::253":                      false,
		"168.63.129.16":                      true,
		"0.0.0.0":                            true,
		"::":                                 true,
		"::ffff:0.0.0.0":                     true,
		"224.0.0.1":                          true,
		"ff02::1":                            true,
		"127.0.0.1":                          false,
		"::1":                                false,
		"10.0.0.1":                           false,
		"203.0.113.1":                        false,
		"2606:4700::1111":                    false,
		"2001:0:169.254.169.254:0:0:0:0:0:0": true, // no address at all
	} {
		ip, _ := netip.ParseAddr(address) // what is none is the zero Addr
		if got := outbound.Forbidden(ip); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
