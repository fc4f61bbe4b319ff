package instance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Balancing is how a machine's private addresses are reached from elsewhere, and what
// they are seen as there. (Microsoft, "Retrieve load balancer metadata using Azure
// Instance Metadata Service".)
type Balancing struct {
	// PublicIPAddresses are the machine's own.
	PublicIPAddresses []Translation `json:"publicIpAddresses"`
	InboundRules      []Inbound     `json:"inboundRules"`
	OutboundRules     []Translation `json:"outboundRules"`
}

// Translation is an address that stands for a private one.
type Translation struct {
	FrontendIPAddress string `json:"frontendIpAddress"`
	PrivateIPAddress  string `json:"privateIpAddress"`
}

// Inbound is a port that leads to one of the machine.
type Inbound struct {
	FrontendIPAddress string `json:"frontendIpAddress"`
	Protocol          string `json:"protocol"` // in lower case
	FrontendPort      int64  `json:"frontendPort"`
	BackendPort       int64  `json:"backendPort"`
	PrivateIPAddress  string `json:"privateIpAddress"`
}

// Balancing tells of the load balancers before the machine with an id; false where
// there is none. As in Azure, only those of the sku Standard tell.
func (s Source) Balancing(ctx context.Context, id resource.ID) (Balancing, bool, error) {
	told := Balancing{PublicIPAddresses: []Translation{}, InboundRules: []Inbound{}, OutboundRules: []Translation{}}
	m, err := s.load(ctx, id)
	if err != nil {
		return told, false, err
	}
	seats, err := s.seats(ctx, m)
	if err != nil {
		return told, false, err
	}
	known := make(map[string]*balancer)
	behind := false
	for _, seat := range seats {
		public, err := s.publicAddress(ctx, document.String(seat.configuration, "publicIPAddress.id"))
		if err != nil {
			return told, false, err
		}
		if public != "" {
			told.PublicIPAddresses = append(told.PublicIPAddresses, Translation{public, seat.address})
		}
		for _, member := range seatParts {
			for _, part := range document.Array(seat.configuration, member) {
				b, err := s.balancer(ctx, known, document.String(part, "id"))
				if err != nil {
					return told, false, err
				}
				if b != nil {
					behind = true
					b.tell(&told, seat, member, document.String(part, "id"))
				}
			}
		}
	}
	return told, behind, nil
}

// seatParts are the members by which a configuration says which parts of load
// balancers it stands behind.
var seatParts = []string{"loadBalancerBackendAddressPools", "loadBalancerInboundNatRules", "loadBalancerInboundNatPools"}

// seat is a configuration of one of the machine's interfaces, with its address.
type seat struct {
	configuration any // its properties
	address       string
	instance      int64 // number of an instance of a scale set
}

func (s Source) seats(ctx context.Context, m machine) (all []seat, err error) {
	if m.inSet {
		return m.leasedSeats()
	}
	for _, reference := range document.Array(m.properties, "networkProfile.networkInterfaces") {
		_, properties, err := s.find(ctx, document.String(reference, "id"))
		if err != nil {
			return nil, err
		}
		for _, configuration := range document.Array(properties, "ipConfigurations") {
			inner := document.At(configuration, "properties")
			all = append(all, seat{configuration: inner, address: document.String(inner, "privateIPAddress")})
		}
	}
	return all, nil
}

func (m machine) leasedSeats() (all []seat, err error) {
	var facts struct {
		Leases []struct{ Interface, Configuration, Address string }
	}
	if len(m.record.Server) > 0 {
		if err := json.Unmarshal(m.record.Server, &facts); err != nil {
			return nil, fmt.Errorf("instance: %s: %w", m.record.ID, err)
		}
	}
	number, err := strconv.ParseInt(m.id.Name(), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("instance: %s: %w", m.record.ID, err)
	}
	for _, one := range document.Array(m.properties, "networkProfileConfiguration.networkInterfaceConfigurations") {
		for _, configuration := range document.Array(one, "properties.ipConfigurations") {
			for _, lease := range facts.Leases {
				if strings.EqualFold(lease.Interface, document.String(one, "name")) && strings.EqualFold(lease.Configuration, document.String(configuration, "name")) {
					all = append(all, seat{document.At(configuration, "properties"), lease.Address, number})
				}
			}
		}
	}
	return all, nil
}

// balancer is a load balancer as far as it is told of.
type balancer struct {
	properties any
	frontends  map[string]string // addresses by the ids of frontends in lower case
}

// balancer reads the load balancer that has a part; nil where there is none, or one of
// the sku Basic.
func (s Source) balancer(ctx context.Context, known map[string]*balancer, part string) (*balancer, error) {
	id, err := resource.ParseID(part)
	if err != nil || id.Parent().IsRoot() {
		return nil, nil //nolint:nilnil,nilerr // what is kept unchecked may name anything
	}
	id = id.Parent()
	if b, ok := known[id.Key()]; ok {
		return b, nil
	}
	known[id.Key()] = nil
	record, properties, err := s.find(ctx, id.String())
	if err != nil || properties == nil {
		return nil, err
	}
	var sku struct{ Name string }
	if json.Unmarshal(record.Members["sku"], &sku) != nil || strings.EqualFold(sku.Name, "Basic") {
		return nil, nil //nolint:nilnil,nilerr // it is told of none
	}
	b := &balancer{properties, make(map[string]string)}
	for _, frontend := range document.Array(properties, "frontendIPConfigurations") {
		address := document.String(frontend, "properties.privateIPAddress")
		if public := document.String(frontend, "properties.publicIPAddress.id"); public != "" {
			if address, err = s.publicAddress(ctx, public); err != nil {
				return nil, err
			}
		}
		b.frontends[strings.ToLower(document.String(frontend, "id"))] = address
	}
	known[id.Key()] = b
	return b, nil
}

// tell adds what the load balancer does for a configuration that stands behind one of
// its parts.
func (b *balancer) tell(told *Balancing, s seat, member, part string) {
	switch member {
	case "loadBalancerBackendAddressPools":
		for _, rule := range b.rules("loadBalancingRules", "backendAddressPool", part) {
			b.inbound(told, s, rule, count(rule, "frontendPort"))
		}
		for _, rule := range b.rules("outboundRules", "backendAddressPool", part) {
			for _, frontend := range document.Array(rule, "frontendIPConfigurations") {
				if address := b.frontend(s, document.String(frontend, "id")); address != "" {
					told.OutboundRules = append(told.OutboundRules, Translation{address, s.address})
				}
			}
		}
	case "loadBalancerInboundNatRules":
		for _, rule := range b.rules("inboundNatRules", "", part) {
			b.inbound(told, s, rule, count(rule, "frontendPort"))
		}
	case "loadBalancerInboundNatPools":
		for _, pool := range b.rules("inboundNatPools", "", part) {
			b.inbound(told, s, pool, count(pool, "frontendPortRangeStart")+s.instance)
		}
	}
}

// rules are the properties of the balancer's rules that name a part in a member, or,
// with "", are the part.
func (b *balancer) rules(kind, member, part string) (found []any) {
	for _, rule := range document.Array(b.properties, kind) {
		name := document.String(rule, "id")
		if member != "" {
			name = document.String(rule, "properties."+member+".id")
		}
		if strings.EqualFold(name, part) {
			found = append(found, document.At(rule, "properties"))
		}
	}
	return found
}

func (b *balancer) inbound(told *Balancing, s seat, rule any, port int64) {
	address := b.frontend(s, document.String(rule, "frontendIPConfiguration.id"))
	if address == "" {
		return
	}
	inbound := Inbound{address, strings.ToLower(document.String(rule, "protocol")), port, count(rule, "backendPort"), s.address}
	if !slices.Contains(told.InboundRules, inbound) {
		told.InboundRules = append(told.InboundRules, inbound)
	}
}

// frontend is the address of a frontend, if it can lead to a configuration: both are
// of one family.
func (b *balancer) frontend(s seat, id string) string {
	address := b.frontends[strings.ToLower(id)]
	ours, err := netip.ParseAddr(s.address)
	if err != nil {
		return ""
	}
	if theirs, err := netip.ParseAddr(address); err != nil || theirs.Is6() != ours.Is6() {
		return ""
	}
	return address
}
