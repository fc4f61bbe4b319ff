package machinemap

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Map tells machines by the addresses of their network. The zero Map tells none.
// It may be used from many goroutines.
type Map struct{ entries []entry } // in order of their ranges, of which no two overlap

type entry struct {
	text  string // as it was written
	of    netip.Prefix
	names target
}

// Parse reads the entries of a map, each CIDR=MACHINE. CIDR is a range of
// addresses, or one address. MACHINE is the resource id of a virtual machine or of
// an instance of a scale set, or, in the server's own subscription,
// GROUP/vm/NAME or GROUP/vmss/NAME/INSTANCE. No two ranges may overlap: which
// machine asks must not depend on an order.
func Parse(entries []string) (Map, error) {
	var m Map
	for _, text := range entries {
		e, err := parse(text)
		if err != nil {
			return Map{}, fmt.Errorf("%q: %w", text, err)
		}
		m.entries = append(m.entries, e)
	}
	slices.SortStableFunc(m.entries, func(a, b entry) int { return a.of.Addr().Compare(b.of.Addr()) })
	for i := 1; i < len(m.entries); i++ {
		if a, b := m.entries[i-1], m.entries[i]; a.of.Overlaps(b.of) {
			return Map{}, fmt.Errorf("%q and %q overlap: an address belongs to one machine", a.text, b.text)
		}
	}
	return m, nil
}

func parse(text string) (entry, error) {
	cidr, name, ok := strings.Cut(text, "=")
	if !ok || cidr == "" || name == "" {
		return entry{}, errors.New("it must have the form CIDR=MACHINE, such as 169.254.169.11=GROUP/vm/NAME")
	}
	of, err := parseRange(cidr)
	if err != nil {
		return entry{}, err
	}
	names, err := parseTarget(name)
	return entry{text, of, names}, err
}

// parseRange reads a range in its one form, so that what is written is what holds.
func parseRange(text string) (netip.Prefix, error) {
	var of netip.Prefix
	if ip, err := netip.ParseAddr(text); err == nil {
		of = netip.PrefixFrom(ip, ip.BitLen()) // not valid for an address with a zone
	} else if of, err = netip.ParsePrefix(text); err != nil {
		return of, fmt.Errorf("%q is neither an address nor a range of addresses, such as 10.0.0.0/24", text)
	}
	switch ip := of.Addr(); {
	case ip.Zone() != "", ip.Is6() && ip.IsLinkLocalUnicast():
		return of, fmt.Errorf("%s is a link-local address of IPv6: it tells nobody apart, since every link has its own", text)
	case ip.Is4In6():
		return of, fmt.Errorf("%s is an address of IPv4 inside one of IPv6: write it as that of IPv4", text)
	case of.Bits() == 0:
		return of, fmt.Errorf("%s is every address there is: a machine has its own", text)
	case of.Masked() != of:
		return of, fmt.Errorf("%s has bits beyond its prefix: write %s for the range, or %s for the one address", text, of.Masked(), ip)
	case ip.IsMulticast(), ip.IsUnspecified() && of.IsSingleIP():
		return of, fmt.Errorf("nobody asks from the address %s", text)
	}
	return of, nil
}

// Empty reports whether the map tells no machine.
func (m Map) Empty() bool { return len(m.entries) == 0 }

// Beyond returns the first entry that tells others than programs on this machine.
func (m Map) Beyond() (text string, ok bool) {
	for _, e := range m.entries {
		if !e.of.Addr().IsLoopback() || e.of.Addr().Is4() && e.of.Bits() < 8 {
			return e.text, true
		}
	}
	return "", false
}

// In completes the short forms with the server's subscription. A machine of
// another one cannot be there, so that naming one is an error.
func (m Map) In(subscription string) (Map, error) {
	whole := Map{entries: slices.Clone(m.entries)}
	for i, e := range whole.entries {
		if !e.names.short && !strings.EqualFold(e.names.id.Subscription(), subscription) {
			return Map{}, fmt.Errorf("%q: the server's subscription is %s, and it has no other: GROUP/vm/NAME names a machine without it", e.text, subscription)
		}
		whole.entries[i].names = e.names.in(subscription)
	}
	return whole, nil
}

// Machine returns the id of the machine that asks from an address; false where the
// address is nobody's. The map must be complete; see In.
func (m Map) Machine(from netip.Addr) (resource.ID, bool) {
	from = from.Unmap()
	// The last range that begins at or before the address is the only one that can hold it.
	i, found := slices.BinarySearchFunc(m.entries, from, func(e entry, ip netip.Addr) int { return e.of.Addr().Compare(ip) })
	if !found {
		i--
	}
	if i < 0 || !m.entries[i].of.Contains(from) {
		return resource.ID{}, false
	}
	return m.entries[i].names.id, true
}
