package network

import (
	"context"
	"encoding/json"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The ranges that public addresses are taken from: those set aside for
// documentation (RFC 5737, RFC 3849), to which no packet is ever routed.
var (
	publicRanges   = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("192.0.2.0/24")}
	publicRangesV6 = []netip.Prefix{netip.MustParsePrefix("2001:db8::/118")}
)

// addressFacts are what the server keeps of a public address.
type addressFacts struct {
	Address string `json:"address"`
}

func readAddressFacts(record *resource.Record) (facts addressFacts, err error) {
	if record == nil || len(record.Server) == 0 {
		return facts, nil
	}
	err = json.Unmarshal(record.Server, &facts)
	return facts, err
}

// allocate gives the resource the address that it had, or the first free one.
func allocate(ctx context.Context, w *arm.Write) error {
	ranges := publicRanges
	if document.String(w.Properties, "publicIPAddressVersion") == "IPv6" {
		ranges = publicRangesV6
	}
	facts, err := readAddressFacts(w.Old)
	if err != nil {
		return err
	}
	if had, err := netip.ParseAddr(facts.Address); err != nil || ranges[0].Addr().Is4() != had.Is4() {
		if facts.Address, err = freeAddress(ctx, w, ranges); err != nil {
			return err
		}
	}
	w.Indexes = append(w.Indexes, publicIndex(facts.Address))
	w.Record.Server, err = json.Marshal(facts)
	return err
}

func publicIndex(address string) resource.Index {
	return resource.Index{Name: "publicaddress", Value: address, Unique: true}
}

func freeAddress(ctx context.Context, w *arm.Write, ranges []netip.Prefix) (string, error) {
	// What one unit gives, such as to the machines of a scale set, is not stored yet.
	given := arm.Once(w.Unit, "publicaddress", func() map[netip.Addr]bool { return make(map[netip.Addr]bool) })
	for _, r := range ranges {
		for address := r.Addr().Next(); r.Contains(address.Next()); address = address.Next() {
			if given[address] {
				continue
			}
			holder, err := w.Engine().Store.Find(ctx, "publicaddress", address.String())
			if err != nil {
				return "", err
			}
			if len(holder) == 0 {
				given[address] = true
				return address.String(), nil
			}
		}
	}
	return "", resource.Invalid("PublicIPCountLimitReached", "Cannot create more public IP addresses for this subscription in this region.")
}
