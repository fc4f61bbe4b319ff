package network

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// dressBalancer shows in each part of a load balancer which others refer to it,
// and the NAT rules that its pools of them give to the instances of scale sets.
func dressBalancer(ctx context.Context, c *arm.Call, record resource.Record, properties map[string]any) error {
	if err := addInstanceRules(ctx, c, record, properties); err != nil {
		return err
	}
	parts := make(map[string]map[string]any) // properties by lower-case id
	for _, part := range balancerParts {
		mark(record, properties, part.member)
		for _, element := range document.Array(properties, part.member) {
			if inner, ok := document.At(element, "properties").(map[string]any); ok {
				parts[strings.ToLower(document.String(element, "id"))] = inner
			}
		}
	}
	for _, part := range balancerParts {
		for _, element := range document.Array(properties, part.member) {
			for _, member := range part.references {
				for _, id := range idsAt(element, "properties."+member) {
					named := parts[strings.ToLower(id)]
					if named != nil && !refersBack(named, part.member, element) {
						named[part.member] = append(document.Array(named, part.member), map[string]any{"id": document.At(element, "id")})
					}
				}
			}
		}
	}
	if !c.Version.Before("2020-11-01") {
		for _, rule := range document.Array(properties, "loadBalancingRules") {
			if pool := document.At(rule, "properties.backendAddressPool"); pool != nil {
				parts[strings.ToLower(document.String(rule, "id"))]["backendAddressPools"] = []any{pool}
			}
		}
	}
	return addBackends(ctx, c, properties)
}

func refersBack(properties map[string]any, member string, element any) bool {
	for _, id := range idsAt(properties, member) {
		if strings.EqualFold(id, document.String(element, "id")) {
			return true
		}
	}
	return false
}

// addBackends shows in pools and NAT rules the configurations that are in them.
func addBackends(ctx context.Context, c *arm.Call, properties map[string]any) error {
	for _, pool := range document.Array(properties, "backendAddressPools") {
		id, err := resource.ParseID(document.String(pool, "id"))
		if err != nil {
			return err
		}
		in, err := configurationsAt(ctx, c, id, "loadBalancerBackendAddressPools")
		if err != nil {
			return err
		}
		if inner, ok := document.At(pool, "properties").(map[string]any); ok && len(in) > 0 {
			inner["backendIPConfigurations"] = references(in)
		}
	}
	for _, rule := range document.Array(properties, "inboundNatRules") {
		id, err := resource.ParseID(document.String(rule, "id"))
		if err != nil {
			return err
		}
		in, err := configurationsAt(ctx, c, id, "loadBalancerInboundNatRules")
		if err != nil {
			return err
		}
		if inner, ok := document.At(rule, "properties").(map[string]any); ok && len(in) > 0 {
			inner["backendIPConfiguration"] = map[string]any{"id": in[0].id}
		}
	}
	return nil
}

// addInstanceRules shows the NAT rules of scale-set instances: for each instance
// and pool one, named "{pool}.{instance}", whose port is the instance's place in
// the pool's range.
func addInstanceRules(ctx context.Context, c *arm.Call, record resource.Record, properties map[string]any) error {
	type placed struct {
		instance int
		rule     any
	}
	var added []placed
	for _, pool := range document.Array(properties, "inboundNatPools") {
		id, err := resource.ParseID(document.String(pool, "id"))
		if err != nil {
			return err
		}
		in, err := configurationsAt(ctx, c, id, "loadBalancerInboundNatPools")
		if err != nil {
			return err
		}
		inner, _ := document.At(pool, "properties").(map[string]any)
		for _, at := range in {
			if number, err := strconv.Atoi(at.instance); err == nil {
				added = append(added, placed{number, instanceRule(record, id.Name(), inner, number, at.id)})
			}
		}
	}
	slices.SortStableFunc(added, func(a, b placed) int { return a.instance - b.instance })
	rules := document.Array(properties, "inboundNatRules")
	for _, one := range added {
		rules = append(rules, one.rule)
	}
	if rules != nil {
		properties["inboundNatRules"] = rules
	}
	return nil
}

func instanceRule(record resource.Record, pool string, from map[string]any, instance int, configuration string) any {
	name := pool + "." + strconv.Itoa(instance)
	start, _ := number(from, "frontendPortRangeStart")
	properties := map[string]any{
		"backendIPConfiguration": map[string]any{"id": configuration},
		"frontendPort":           json.Number(strconv.Itoa(start + instance)),
	}
	for member, value := range from {
		if !strings.HasPrefix(member, "frontendPortRange") {
			properties[member] = value
		}
	}
	return map[string]any{
		"name":       name,
		"id":         record.ID + "/inboundNatRules/" + name,
		"type":       balancerType + "/inboundNatRules",
		"properties": properties,
	}
}
