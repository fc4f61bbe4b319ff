package network

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	groupType = "Microsoft.Network/networkSecurityGroups"
	joinGroup = groupType + "/join/action"
)

func securityGroup() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "networkSecurityGroups",
		Display:     "Network Security Groups",
		Versions:    versions,
		Located:     true,
		Kept:        []string{"resourceGuid"},
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writeGroup,
		Delete:      deleteGroup,
		Show: func(ctx context.Context, s *arm.Shown) error {
			properties, err := s.Properties()
			if err != nil {
				return err
			}
			return dressGroup(ctx, s.Call, s.Record, properties)
		},
	}
}

func securityRules() *arm.ResourceType {
	return elements{parent: "networkSecurityGroups", member: "securityRules", display: "Security Rules", writable: true, dress: dressGroup}.declare()
}

func defaultSecurityRules() *arm.ResourceType {
	return elements{parent: "networkSecurityGroups", member: "defaultSecurityRules", display: "Default Security Rules", dress: dressGroup}.declare()
}

func writeGroup(_ context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.For("resourceGuid", w.ID.Key()).NewGUID()
	}
	for _, computed := range []string{"defaultSecurityRules", "subnets", "networkInterfaces"} {
		document.Remove(w.Properties, computed)
	}
	if err := arrange(w, "securityRules", fillRule); err != nil {
		return err
	}
	return checkConflicts(document.Array(w.Properties, "securityRules"))
}

// dressGroup shows the rules that every group has, and what is in the group.
func dressGroup(ctx context.Context, c *arm.Call, record resource.Record, properties map[string]any) error {
	properties["defaultSecurityRules"] = defaultRules(record.ID)
	mark(record, properties, "securityRules", "defaultSecurityRules")
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return err
	}
	users, err := findUsers(ctx, c, id)
	if err != nil {
		return err
	}
	for _, user := range users {
		var member string
		switch user.Type {
		case subnetType:
			member = "subnets"
		case interfaceType:
			member = "networkInterfaces"
		default:
			continue
		}
		properties[member] = append(document.Array(properties, member), map[string]any{"id": user.ID})
	}
	return nil
}

func deleteGroup(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	return resource.Invalid("InUseNetworkSecurityGroupCannotBeDeleted", "Network security group %s cannot be deleted because it is in use by the following resources: %s. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.", r.ID, user.ID)
}

// defaultRules are the rules that Azure gives every security group.
func defaultRules(group string) []any {
	rule := func(name, description, source, destination, access, direction string, priority int) any {
		return map[string]any{
			"name": name,
			"id":   group + "/defaultSecurityRules/" + name,
			"type": groupType + "/defaultSecurityRules",
			"properties": map[string]any{
				"provisioningState": "Succeeded", "description": description, "protocol": "*",
				"sourcePortRange": "*", "destinationPortRange": "*", "sourceAddressPrefix": source, "destinationAddressPrefix": destination,
				"access": access, "priority": priority, "direction": direction,
				"sourcePortRanges": []any{}, "destinationPortRanges": []any{}, "sourceAddressPrefixes": []any{}, "destinationAddressPrefixes": []any{},
			},
		}
	}
	const network = "VirtualNetwork"
	return []any{
		rule("AllowVnetInBound", "Allow inbound traffic from all VMs in VNET", network, network, "Allow", "Inbound", 65000),
		rule("AllowAzureLoadBalancerInBound", "Allow inbound traffic from azure load balancer", "AzureLoadBalancer", "*", "Allow", "Inbound", 65001),
		rule("DenyAllInBound", "Deny all inbound traffic", "*", "*", "Deny", "Inbound", 65500),
		rule("AllowVnetOutBound", "Allow outbound traffic from all VMs to all VMs in VNET", network, network, "Allow", "Outbound", 65000),
		rule("AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet", "*", "Internet", "Allow", "Outbound", 65001),
		rule("DenyAllOutBound", "Deny all outbound traffic", "*", "*", "Deny", "Outbound", 65500),
	}
}
