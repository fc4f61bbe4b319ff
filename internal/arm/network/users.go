package network

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	interfaceType = "Microsoft.Network/networkInterfaces"
	balancerType  = "Microsoft.Network/loadBalancers"
)

var instancesKind = strings.ToLower(identity.InstanceType)

// findUsers are the resources that refer to another one.
func findUsers(ctx context.Context, c *arm.Call, id resource.ID) ([]resource.Record, error) {
	index := arm.UsesIndex(id)
	documents, err := c.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return nil, err
	}
	users := make([]resource.Record, len(documents))
	for i, d := range documents {
		if users[i], err = resource.ParseRecord(d); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// configuration is an IP configuration: of an interface, a load balancer's
// frontend, or that of an instance of a scale set.
type configuration struct {
	id string
	// instance is the number of the instance in its scale set, or "".
	instance string
}

// configurationsAt are the IP configurations that refer to a resource by a member
// of their properties, which holds {"id"} or an array of them.
func configurationsAt(ctx context.Context, c *arm.Call, id resource.ID, member string) ([]configuration, error) {
	users, err := findUsers(ctx, c, id)
	if err != nil {
		return nil, err
	}
	var all []configuration
	for _, user := range users {
		value, err := document.Read(user.Properties)
		if err != nil {
			return nil, err
		}
		switch user.Type {
		case interfaceType:
			all = append(all, ownConfigurations(value, "ipConfigurations", member, id)...)
		case balancerType:
			all = append(all, ownConfigurations(value, "frontendIPConfigurations", member, id)...)
		case identity.ScaleSetType:
			in, err := instanceConfigurations(ctx, c, user, value, member, id)
			if err != nil {
				return nil, err
			}
			all = append(all, in...)
		}
	}
	return all, nil
}

func ownConfigurations(properties any, array, member string, id resource.ID) []configuration {
	var all []configuration
	for _, element := range document.Array(properties, array) {
		if refers(element, member, id) {
			all = append(all, configuration{id: document.String(element, "id")})
		}
	}
	return all
}

// instanceConfigurations are those of a scale set's instances, as its model describes them.
func instanceConfigurations(ctx context.Context, c *arm.Call, set resource.Record, properties any, member string, id resource.ID) ([]configuration, error) {
	var tails []string
	for _, card := range document.Array(properties, "virtualMachineProfile.networkProfile.networkInterfaceConfigurations") {
		for _, ip := range document.Array(card, "properties.ipConfigurations") {
			if refers(ip, member, id) {
				tails = append(tails, "/networkInterfaces/"+document.String(card, "name")+"/ipConfigurations/"+document.String(ip, "name"))
			}
		}
	}
	if len(tails) == 0 {
		return nil, nil
	}
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: instancesKind, Under: strings.ToLower(set.ID)})
	if err != nil {
		return nil, err
	}
	numbers := make([]string, len(documents))
	for i, d := range documents {
		numbers[i] = d.Key[strings.LastIndexByte(d.Key, '/')+1:]
	}
	slices.SortFunc(numbers, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	var all []configuration
	for _, number := range numbers {
		for _, tail := range tails {
			all = append(all, configuration{id: set.ID + "/virtualMachines/" + number + tail, instance: number})
		}
	}
	return all, nil
}

// refers reports whether a member of a configuration's properties names the resource.
func refers(configuration any, member string, id resource.ID) bool {
	value := document.At(configuration, "properties."+member)
	named, isArray := value.([]any)
	if !isArray {
		named = []any{value}
	}
	return slices.ContainsFunc(named, func(one any) bool {
		return strings.EqualFold(document.String(one, "id"), id.String())
	})
}

// references is how configurations are shown where they are referred to.
func references(all []configuration) []any {
	shown := make([]any, len(all))
	for i, c := range all {
		shown[i] = map[string]any{"id": c.id}
	}
	return shown
}
