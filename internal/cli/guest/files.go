package guest

import (
	"net/netip"
	"os"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/cli/guest/link"
	"github.com/azimuthid/azimuth/internal/cli/guest/mirror"
	"github.com/azimuthid/azimuth/internal/cli/guest/names"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
	"github.com/azimuthid/azimuth/internal/server"
)

// table are the names that lead to Azimuth in a program's machine.
func (p Program) table() names.Table {
	return names.Table{Address: publicAddress, Names: server.PublicHosts(), Hostname: p.Hostname}
}

// Pack writes the program, and what it sees in place of the host's files, into a file
// without a name for space.Run.
func (p Program) Pack(isolated bool) (*os.File, error) {
	return wire.Program{
		Arguments: p.Arguments, Environment: p.Environment, Hostname: p.Hostname, Own: p.Own,
		Files: files(p.table(), isolated), Links: links(p.Roots),
	}.Pack()
}

// Addresses are those at which somebody listens in the program's machine, beside the
// metadata service; the first ones always, and the others as now on the host.
func (p Program) Addresses(isolated bool) (all []wire.Address, always int, err error) {
	secure, plain, err := own(p.Server)
	if err != nil {
		return nil, 0, err
	}
	addresses := []netip.AddrPort{netip.AddrPortFrom(publicAddress, publicPort), secure, plain}
	if p.TokenPort != 0 {
		addresses = append(addresses, netip.AddrPortFrom(localhost, p.TokenPort))
	}
	always = len(addresses)
	seen := map[netip.AddrPort]bool{}
	for _, at := range addresses {
		seen[at] = true
	}
	if !isolated {
		for _, at := range mirror.Host() {
			if !seen[at] {
				seen[at] = true
				addresses = append(addresses, at)
			}
		}
	}
	return onWire(addresses), always, nil
}

const resolverFile = "/etc/resolv.conf"

// files are those that a machine's programs see in place of the host's.
func files(table names.Table, isolated bool) map[string]string {
	const hosts, databases = "/etc/hosts", "/etc/nsswitch.conf"
	files := map[string]string{
		hosts:        string(table.Hosts(names.Read(hosts))),
		resolverFile: string(names.Resolver(names.Read(resolverFile), nameServer(isolated))),
		databases:    string(names.Switch(names.Read(databases))),
	}
	// Services of the host that look names up by the host's files: glibc asks them
	// before it reads its own.
	for _, socket := range []string{"/run/nscd/socket", "/run/systemd/resolve/io.systemd.Resolve"} {
		files[socket] = ""
	}
	return files
}

// nameServer is who answers the questions of a machine's programs.
func nameServer(isolated bool) string {
	if isolated {
		return ""
	}
	return netip.AddrFrom4(link.Gateway4).String()
}

// links put the roots to trust in the place of the system's.
func links(roots string) map[string]string {
	links := map[string]string{}
	for _, path := range ca.SystemRoots() {
		links[path] = roots
	}
	return links
}
