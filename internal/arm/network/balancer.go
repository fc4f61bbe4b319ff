package network

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// balancerParts are the arrays that a load balancer consists of. Those that are
// written by themselves too are writable; the pools of NAT rules have no address
// of their own.
var balancerParts = []struct {
	member, display   string
	typed, writable   bool
	fill              func(id string, properties map[string]any) error
	references, ports []string // members that name other parts, and that are numbers
}{
	{member: "frontendIPConfigurations", display: "Frontend IP Configurations", typed: true},
	{member: "backendAddressPools", display: "Backend Address Pools", typed: true, writable: true},
	{member: "probes", display: "Probes", typed: true, fill: fillProbe, ports: []string{"port", "intervalInSeconds", "numberOfProbes", "probeThreshold"}},
	{
		member: "loadBalancingRules", display: "Load Balancing Rules", typed: true, fill: fillBalancingRule,
		references: []string{"frontendIPConfiguration", "backendAddressPool", "backendAddressPools", "probe"},
		ports:      []string{"frontendPort", "backendPort", "idleTimeoutInMinutes"},
	},
	{
		member: "inboundNatRules", display: "Inbound NAT Rules", typed: true, writable: true, fill: fillNATRule,
		references: []string{"frontendIPConfiguration", "backendAddressPool"},
		ports:      []string{"frontendPort", "backendPort", "idleTimeoutInMinutes", "frontendPortRangeStart", "frontendPortRangeEnd"},
	},
	{
		member: "inboundNatPools", fill: fillNATRule,
		references: []string{"frontendIPConfiguration"},
		ports:      []string{"frontendPortRangeStart", "frontendPortRangeEnd", "backendPort", "idleTimeoutInMinutes"},
	},
	{
		member: "outboundRules", display: "Outbound Rules", typed: true, fill: fillOutboundRule,
		references: []string{"frontendIPConfigurations", "backendAddressPool"},
		ports:      []string{"allocatedOutboundPorts", "idleTimeoutInMinutes"},
	},
}

func loadBalancer() *arm.ResourceType {
	const frontends = "properties.frontendIPConfigurations.*.properties."
	return &arm.ResourceType{
		Name:     "loadBalancers",
		Display:  "Load Balancers",
		Versions: versions,
		Located:  true,
		Members:  []string{"sku", "extendedLocation"},
		References: []arm.Reference{
			{Path: frontends + "subnet.id", Type: subnetType, Action: joinSubnet},
			{Path: frontends + "publicIPAddress.id", Type: publicIPType, Action: joinPublicIP},
		},
		Kept:        []string{"resourceGuid"},
		Provisioned: true,
		Operations:  arm.BalancerOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeBalancer,
		Delete:      deleteBalancer,
		Show: func(ctx context.Context, s *arm.Shown) error {
			if err := showSKU(s); err != nil {
				return err
			}
			properties, err := s.Properties()
			if err != nil {
				return err
			}
			return dressBalancer(ctx, s.Call, s.Record, properties)
		},
	}
}

func balancerElements() []*arm.ResourceType {
	var types []*arm.ResourceType
	for _, part := range balancerParts {
		if part.typed {
			e := elements{parent: "loadBalancers", member: part.member, display: part.display, writable: part.writable, dress: dressBalancer}
			types = append(types, e.declare())
		}
	}
	return types
}

// writeBalancer completes the parts, and checks that they name each other rightly.
func writeBalancer(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.For("resourceGuid", w.ID.Key()).NewGUID()
	}
	sku, err := defaultSKU(w)
	if err != nil {
		return err
	}
	dropInstanceRules(w.Properties)
	for _, part := range balancerParts {
		fill := func(id string, properties map[string]any) error {
			dropComputed(part.member, properties)
			if err := numbers(id, properties, part.ports...); err != nil || part.fill == nil {
				return err
			}
			return part.fill(id, properties)
		}
		if part.member == "frontendIPConfigurations" {
			fill = func(id string, properties map[string]any) error {
				dropComputed(part.member, properties)
				return fillFrontend(ctx, w, id, properties)
			}
		}
		if err := arrange(w, part.member, fill); err != nil {
			return err
		}
	}
	if sku == "Basic" && len(document.Array(w.Properties, "outboundRules")) == 0 {
		delete(w.Properties, "outboundRules")
	}
	if err := checkParts(w); err != nil {
		return err
	}
	return checkDropped(ctx, w)
}

// dropInstanceRules takes away the NAT rules of scale-set instances, which clients
// send back as they were shown.
func dropInstanceRules(properties map[string]any) {
	value, name, _ := document.Member(properties, "inboundNatRules")
	rules, ok := value.([]any)
	if !ok {
		return
	}
	properties[name] = slices.DeleteFunc(slices.Clone(rules), func(rule any) bool {
		id, err := resource.ParseID(document.String(rule, "properties.backendIPConfiguration.id"))
		return err == nil && strings.HasPrefix(strings.ToLower(id.Type()), instancesKind)
	})
}

// dropComputed takes away what follows from other parts and resources.
func dropComputed(member string, properties map[string]any) {
	computed := map[string][]string{
		"frontendIPConfigurations": {"loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules"},
		"backendAddressPools":      {"loadBalancingRules", "inboundNatRules", "outboundRules", "outboundRule", "backendIPConfigurations"},
		"probes":                   {"loadBalancingRules"},
		"inboundNatRules":          {"backendIPConfiguration"},
	}
	for _, name := range computed[member] {
		document.Remove(properties, name)
	}
}

// checkParts checks that what the parts name are parts of the same load balancer.
func checkParts(w *arm.Write) error {
	known := make(map[string]bool)
	for _, part := range balancerParts {
		for _, element := range document.Array(w.Properties, part.member) {
			known[strings.ToLower(document.String(element, "id"))] = true
		}
	}
	for _, part := range balancerParts {
		for _, element := range document.Array(w.Properties, part.member) {
			for _, member := range part.references {
				for _, text := range idsAt(element, "properties."+member) {
					id, err := resource.ParseID(text)
					if err != nil || !known[id.Key()] {
						return resource.Invalid("InvalidResourceReference", "Resource %s referenced by resource %s was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.", text, document.String(element, "id"))
					}
				}
			}
		}
	}
	return nil
}

// idsAt are the ids at a path that holds {"id"} or an array of them.
func idsAt(value any, path string) []string {
	named, isArray := document.At(value, path).([]any)
	if !isArray {
		named = []any{document.At(value, path)}
	}
	var ids []string
	for _, one := range named {
		if id := document.String(one, "id"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
