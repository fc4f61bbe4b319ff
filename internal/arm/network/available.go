package network

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// offered is how many free addresses CheckIPAddressAvailability names instead of
// one that is taken.
const offered = 5

// checkAddress says whether a private address of a network is free.
func checkAddress(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	text := c.Query("ipAddress")
	address, err := netip.ParseAddr(text)
	if err != nil {
		return nil, resource.Invalid("InvalidIPAddressFormat", "IP address '%s' is not formatted correctly.", text)
	}
	id, r, err := subnetAround(ctx, c, address)
	if err != nil {
		return nil, err
	}
	if isReserved(r, address) {
		free, err := freeIn(ctx, c, id, r)
		return arm.JSON(http.StatusOK, map[string]any{"available": false, "availableIPAddresses": free, "isPlatformReserved": true}), err
	}
	taken, err := isTaken(ctx, c, id, address)
	if err != nil || !taken {
		return arm.JSON(http.StatusOK, map[string]any{"available": true, "isPlatformReserved": false}), err
	}
	free, err := freeIn(ctx, c, id, r)
	return arm.JSON(http.StatusOK, map[string]any{"available": false, "availableIPAddresses": free, "isPlatformReserved": false}), err
}

// subnetAround is the subnet, with its range, that an address lies in.
func subnetAround(ctx context.Context, c *arm.Call, address netip.Addr) (resource.ID, netip.Prefix, error) {
	records, err := subnetRecords(ctx, c, c.ID)
	if err != nil {
		return resource.ID{}, netip.Prefix{}, err
	}
	for _, record := range records {
		id, ranges, err := rangesOf(record)
		if err != nil {
			return id, netip.Prefix{}, err
		}
		for _, r := range ranges {
			if r.Contains(address) {
				return id, r, nil
			}
		}
	}
	return resource.ID{}, netip.Prefix{}, resource.Invalid("PrivateIPAddressNotInAnySubnet", "Private static IP address %s does not belong to the range of any subnet of virtual network %s.", address, c.ID)
}

func rangesOf(record resource.Record) (resource.ID, []netip.Prefix, error) {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return id, nil, err
	}
	value, err := document.Read(record.Properties)
	if err != nil {
		return id, nil, err
	}
	properties, _ := value.(map[string]any)
	ranges, err := subnetRange{id: id, properties: properties}.prefixes()
	return id, ranges, err
}

// isReserved reports whether Azure keeps an address of a range for itself.
func isReserved(r netip.Prefix, address netip.Addr) bool {
	return address.Less(first(r)) || !r.Contains(address.Next())
}

func isTaken(ctx context.Context, c *arm.Call, subnet resource.ID, address netip.Addr) (bool, error) {
	index := addressOf(subnet, address)
	holders, err := c.Engine().Store.Find(ctx, index.Name, index.Value)
	return len(holders) > 0, err
}

func freeIn(ctx context.Context, c *arm.Call, subnet resource.ID, r netip.Prefix) ([]any, error) {
	free := []any{}
	for address := first(r); !isReserved(r, address) && len(free) < offered; address = address.Next() {
		taken, err := isTaken(ctx, c, subnet, address)
		if err != nil {
			return nil, err
		}
		if !taken {
			free = append(free, address.String())
		}
	}
	return free, nil
}

// listUsages says how many addresses of each subnet are in use.
func listUsages(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	records, err := subnetRecords(ctx, c, c.ID)
	if err != nil {
		return nil, err
	}
	value := make([]any, len(records))
	for i, record := range records {
		id, ranges, err := rangesOf(record)
		if err != nil {
			return nil, err
		}
		in, err := configurationsAt(ctx, c, id, "subnet")
		if err != nil {
			return nil, err
		}
		limit := 0
		for _, r := range ranges {
			limit += capacity(r)
		}
		value[i] = map[string]any{
			"id": record.ID, "unit": "Count", "currentValue": len(in), "limit": limit,
			"name": map[string]any{"localizedValue": "Subnet size and usage", "value": "SubnetSpace"},
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

// capacity is how many addresses of a range are for use.
func capacity(r netip.Prefix) int {
	bits := min(r.Addr().BitLen()-r.Bits(), 30) // of an IPv6 range more than anyone counts
	return max(1<<bits-reserved-1, 0)
}
