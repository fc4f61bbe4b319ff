package policy

import (
	"net/netip"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// addDays adds whole days to a time.
func addDays(args []any) (any, error) {
	days, ok := args[1].(int64)
	at, err := time.Parse(time.RFC3339Nano, text(args[0]))
	if err != nil || !ok {
		return nil, function.Errorf("The function 'addDays' expects a time such as '2019-10-01T00:00:00.000Z' and a whole number of days.")
	}
	const century = 36525
	if days < -100*century || days > 100*century {
		return nil, function.Errorf("The function 'addDays' is given too many days: %d.", days)
	}
	return at.UTC().AddDate(0, 0, int(days)).Format("2006-01-02T15:04:05.0000000Z"), nil
}

// ipRangeContains reports whether a range of addresses has another in it. Ranges
// are single addresses, CIDR ranges, or two addresses with "-" between them.
func ipRangeContains(args []any) (any, error) {
	outer, ok := parseRange(text(args[0]))
	inner, also := parseRange(text(args[1]))
	if !ok || !also {
		return nil, function.Errorf("The function 'ipRangeContains' expects ranges of IP addresses, such as '10.0.0.0/24'.")
	}
	return outer.first.Is4() == inner.first.Is4() && outer.first.Compare(inner.first) <= 0 && inner.last.Compare(outer.last) <= 0, nil
}

type addresses struct{ first, last netip.Addr }

func parseRange(s string) (addresses, bool) {
	if prefix, err := netip.ParsePrefix(s); err == nil {
		return addresses{prefix.Masked().Addr(), lastOf(prefix)}, true
	}
	from, to, isRange := strings.Cut(s, "-")
	first, err := netip.ParseAddr(strings.TrimSpace(from))
	if err != nil || !isRange {
		return addresses{first, first}, err == nil
	}
	last, err := netip.ParseAddr(strings.TrimSpace(to))
	return addresses{first, last}, err == nil && first.Is4() == last.Is4()
}

func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}
