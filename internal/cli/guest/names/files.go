package names

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"strings"
)

// Table are the names that have an address of their own in the machine.
type Table struct {
	// Address is where all of Names are, and what is beneath them. They are in lower case.
	Address netip.Addr
	Names   []string
	// Hostname is the machine's own name, or "".
	Hostname string
}

// own is a loopback address for the machine's own name, as Debian has one.
const own = "127.0.1.1"

// Hosts is the text of /etc/hosts: the table's names before the host's own, since
// the first line with a name counts.
func (t Table) Hosts(host []byte) []byte {
	var b bytes.Buffer
	if len(t.Names) > 0 {
		fmt.Fprintf(&b, "%s %s\n", t.Address, strings.Join(t.Names, " "))
	}
	if t.Hostname != "" {
		fmt.Fprintf(&b, "%s %s\n", own, t.Hostname)
	}
	b.Write(host)
	return b.Bytes()
}

// Resolver is the text of /etc/resolv.conf that asks the server at an address, with
// the search list and the options of the host's. Without a server nothing is asked.
func Resolver(host []byte, server string) []byte {
	var b bytes.Buffer
	if server != "" {
		fmt.Fprintf(&b, "nameserver %s\n", server)
	}
	for line := range bytes.Lines(host) {
		switch field, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" ")); string(field) {
		case "search", "domain", "options":
			b.Write(append(bytes.TrimRight(line, "\r\n"), '\n'))
		}
	}
	return b.Bytes()
}

// Switch is the text of /etc/nsswitch.conf with hosts looked up in the files above
// and nowhere else: not by asking services of the host, which know other files.
func Switch(host []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(host) {
		if database, _, _ := bytes.Cut(line, []byte(":")); string(bytes.TrimSpace(database)) != "hosts" {
			b.Write(append(bytes.TrimRight(line, "\r\n"), '\n'))
		}
	}
	b.WriteString("hosts: files dns\n")
	return b.Bytes()
}

// Servers are the servers for names that a resolver's file lists, in its order.
func Servers(file []byte) []netip.AddrPort {
	var servers []netip.AddrPort
	for line := range strings.Lines(string(file)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "nameserver" {
			continue
		}
		if address, err := netip.ParseAddr(fields[1]); err == nil {
			servers = append(servers, netip.AddrPortFrom(address, 53))
		}
	}
	return servers
}

// Read reads a file of the system; one that is not there is empty.
func Read(path string) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return text
}
