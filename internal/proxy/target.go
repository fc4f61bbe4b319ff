package proxy

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// target is the host and port that a tunnel is asked to.
type target struct {
	host string // a name in lower case without a dot at its end, or an address in its one form, without brackets
	port uint16
}

func (t target) String() string { return net.JoinHostPort(t.host, strconv.Itoa(int(t.port))) }

var errTarget = errors.New("the target of CONNECT must be a host and a port, such as management.azure.com:443")

// parseTarget reads the target of a CONNECT request, in the one form that it may
// have (RFC 9110, 9.3.6): a host, a colon and a port. Whatever one program could
// read differently from another is refused: names are letters, digits, hyphens,
// underscores and dots, and a name whose last part is a number is an address of
// IPv4 in its usual form or nothing.
func parseTarget(text string) (target, error) {
	host, port, ok := cutPort(text)
	if !ok {
		return target{}, errTarget
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || port[0] == '0' || port[0] == '+' {
		return target{}, errTarget
	}
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
		ip, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		if err != nil || !strings.HasSuffix(inner, "]") || !ip.Is6() || ip.Zone() != "" {
			return target{}, errTarget
		}
		return target{ip.Unmap().String(), uint16(number)}, nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		return target{ip.String(), uint16(number)}, nil
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !isName(host) {
		return target{}, errTarget
	}
	return target{host, uint16(number)}, nil
}

// cutPort takes the port off; the host keeps its brackets.
func cutPort(text string) (host, port string, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 || i == len(text)-1 {
		return "", "", false
	}
	return text[:i], text[i+1:], true
}

// isName reports whether the text, in lower case, is a name and cannot be an address.
func isName(host string) bool {
	last := ""
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notInLabel) {
			return false
		}
		last = label
	}
	// As browsers have it, a last part that begins as a number makes an address.
	hex, _ := strings.CutPrefix(last, "0x")
	numeric := strings.Trim(last, "0123456789") == "" || hex != last && strings.Trim(hex, "0123456789abcdef") == ""
	return len(host) <= 253 && !numeric
}

func notInLabel(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}
