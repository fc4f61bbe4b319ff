package guest

import (
	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/cli/guest/names"
)

const resolverFile = "/etc/resolv.conf"

// files are those that a machine's programs see in place of the host's.
func (g *Guest) files(table names.Table) map[string][]byte {
	const hosts, databases = "/etc/hosts", "/etc/nsswitch.conf"
	files := map[string][]byte{
		hosts:        table.Hosts(names.Read(hosts)),
		resolverFile: names.Resolver(names.Read(resolverFile), g.nameServer()),
		databases:    names.Switch(names.Read(databases)),
	}
	// Services of the host that look names up by the host's files: glibc asks them
	// before it reads its own.
	for _, socket := range []string{"/run/nscd/socket", "/run/systemd/resolve/io.systemd.Resolve"} {
		files[socket] = nil
	}
	return files
}

// links put the roots to trust in the place of the system's.
func links(roots string) map[string]string {
	links := map[string]string{}
	for _, path := range ca.SystemRoots() {
		links[path] = roots
	}
	return links
}
