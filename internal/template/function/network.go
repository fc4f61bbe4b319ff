package function

import (
	"math/big"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// networks are the functions of IP address ranges.
func networks() []Function {
	return []Function{
		{Name: "cidrHost", Min: 2, Max: 2, Does: cidrHost},
		{Name: "cidrSubnet", Min: 3, Max: 3, Does: cidrSubnet},
		{Name: "parseCidr", Min: 1, Max: 1, Does: parseCIDR},
	}
}

func network(name string, args []any) (netip.Prefix, error) {
	s, err := text(name, args, 0)
	if err != nil {
		return netip.Prefix{}, err
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, refuse(name, "The template language function '%s' expects its %s to be an IP address range in CIDR notation. The provided value is '%s'.", name, which(args, 0), s)
	}
	return p.Masked(), nil
}

func number(a netip.Addr) *big.Int { return new(big.Int).SetBytes(a.AsSlice()) }

// address is the address with a number, of the same family as another.
func address(n *big.Int, like netip.Addr) netip.Addr {
	b := make([]byte, like.BitLen()/8)
	a, _ := netip.AddrFromSlice(n.FillBytes(b))
	return a
}

// size is how many addresses a range of so many free bits has.
func size(bits int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bits)) }

func lastOf(p netip.Prefix) netip.Addr {
	n := size(p.Addr().BitLen() - p.Bits())
	return address(n.Add(n, number(p.Addr())).Sub(n, big.NewInt(1)), p.Addr())
}

// usable are the first and last addresses of a range that hosts may have: in
// IPv4 not those of the network and the broadcast, where there are others.
func usable(p netip.Prefix) (first, last netip.Addr) {
	first, last = p.Addr(), lastOf(p)
	if first.Is4() && p.Bits() < 31 {
		return first.Next(), last.Prev()
	}
	return first, last
}

func parseCIDR(args []any) (any, error) {
	p, err := network("parseCidr", args)
	if err != nil {
		return nil, err
	}
	bits := p.Addr().BitLen()
	mask := new(big.Int).Sub(size(bits), size(bits-p.Bits()))
	first, last := usable(p)
	o := value.NewObject(
		value.Member{Name: "network", Value: p.Addr().String()},
		value.Member{Name: "netmask", Value: address(mask, p.Addr()).String()},
	)
	if p.Addr().Is4() {
		o.Set("broadcast", lastOf(p).String())
	}
	o.Set("firstUsable", first.String())
	o.Set("lastUsable", last.String())
	o.Set("cidr", int64(p.Bits()))
	return o, nil
}

func cidrSubnet(args []any) (any, error) {
	const name = "cidrSubnet"
	p, err := network(name, args)
	if err != nil {
		return nil, err
	}
	bits, err := whole(name, args, 1)
	if err != nil {
		return nil, err
	}
	index, err := whole(name, args, 2)
	if err != nil {
		return nil, err
	}
	most := p.Addr().BitLen()
	if bits < int64(p.Bits()) || bits > int64(most) {
		return nil, refuse(name, "The template language function 'cidrSubnet' expects its second parameter to be an integer between '%d' and '%d'. The provided value is '%d'.", p.Bits(), most, bits)
	}
	n := big.NewInt(index)
	if index < 0 || n.Cmp(size(int(bits)-p.Bits())) >= 0 {
		return nil, refuse(name, "The template language function 'cidrSubnet' expects its third parameter to be the index of one of the '%s' subnets. The provided value is '%d'.", size(int(bits)-p.Bits()), index)
	}
	n.Lsh(n, uint(most-int(bits)))
	return netip.PrefixFrom(address(n.Add(n, number(p.Addr())), p.Addr()), int(bits)).String(), nil
}

// cidrHost is one of the usable addresses of a range. In IPv6 the network's own
// address counts as used up.
func cidrHost(args []any) (any, error) {
	const name = "cidrHost"
	p, err := network(name, args)
	if err != nil {
		return nil, err
	}
	index, err := whole(name, args, 1)
	if err != nil {
		return nil, err
	}
	first, last := usable(p)
	if first.Is6() && p.Bits() < 127 {
		first = first.Next()
	}
	n := new(big.Int).Add(number(first), big.NewInt(index))
	if index < 0 || n.Cmp(number(last)) > 0 {
		return nil, refuse(name, "The template language function 'cidrHost' expects its second parameter to be the index of a usable address of '%s'. The provided value is '%d'.", p, index)
	}
	return address(n, first).String(), nil
}
