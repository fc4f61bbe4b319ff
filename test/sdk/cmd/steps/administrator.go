package main

import (
	"context"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"
	"github.com/google/uuid"
)

func createGroup(ctx context.Context, c caller) (any, error) {
	client, err := armresources.NewResourceGroupsClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	made, err := client.CreateOrUpdate(ctx, group, armresources.ResourceGroup{Location: &location}, nil)
	if err != nil {
		return nil, err
	}
	return map[string]string{"id": *made.ID, "location": *made.Location}, nil
}

func createNetwork(ctx context.Context, c caller) (any, error) {
	client, err := armnetwork.NewVirtualNetworksClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	poller, err := client.BeginCreateOrUpdate(ctx, group, os.Getenv("AZIMUTH_DEMO_NETWORK"), armnetwork.VirtualNetwork{
		Location: &location,
		Properties: &armnetwork.VirtualNetworkPropertiesFormat{
			AddressSpace: &armnetwork.AddressSpace{AddressPrefixes: []*string{to.Ptr("10.0.0.0/16")}},
			Subnets: []*armnetwork.Subnet{{
				Name:       to.Ptr(os.Getenv("AZIMUTH_DEMO_SUBNET")),
				Properties: &armnetwork.SubnetPropertiesFormat{AddressPrefix: to.Ptr("10.0.0.0/24")},
			}},
		},
	}, nil)
	made, err := finish(ctx, poller, err)
	if err != nil {
		return nil, err
	}
	return map[string]string{"id": *made.ID, "subnetId": *made.Properties.Subnets[0].ID}, nil
}

func createIdentity(ctx context.Context, c caller) (any, error) {
	client, err := armmsi.NewUserAssignedIdentitiesClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	made, err := client.CreateOrUpdate(ctx, group, os.Getenv("AZIMUTH_DEMO_IDENTITY"), armmsi.Identity{Location: &location}, nil)
	if err != nil {
		return nil, err
	}
	return identity{ID: *made.ID, PrincipalID: *made.Properties.PrincipalID, ClientID: *made.Properties.ClientID}, nil
}

func assignRole(ctx context.Context, c caller) (any, error) {
	scope, principal := os.Getenv("AZIMUTH_DEMO_SCOPE"), os.Getenv("AZIMUTH_DEMO_PRINCIPAL_ID")
	role, err := findRole(ctx, c, scope, os.Getenv("AZIMUTH_DEMO_ROLE"))
	if err != nil {
		return nil, err
	}
	client, err := armauthorization.NewRoleAssignmentsClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	made, err := client.Create(ctx, scope, uuid.NewString(), armauthorization.RoleAssignmentCreateParameters{
		Properties: &armauthorization.RoleAssignmentProperties{
			RoleDefinitionID: &role, PrincipalID: &principal, PrincipalType: to.Ptr(armauthorization.PrincipalTypeServicePrincipal),
		},
	}, nil)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"id": *made.ID, "roleDefinitionId": *made.Properties.RoleDefinitionID, "principalId": *made.Properties.PrincipalID, "scope": *made.Properties.Scope,
	}, nil
}

// findRole is the id of the role with a name.
func findRole(ctx context.Context, c caller, scope, name string) (string, error) {
	client, err := armauthorization.NewRoleDefinitionsClient(c.credential, c.options)
	if err != nil {
		return "", err
	}
	pager := client.NewListPager(scope, &armauthorization.RoleDefinitionsClientListOptions{Filter: to.Ptr("roleName eq '" + name + "'")})
	for pager.More() {
		page, err := pager.NextPage(ctx)
		if err != nil {
			return "", err
		}
		for _, role := range page.Value {
			return *role.ID, nil
		}
	}
	return "", fmt.Errorf("there is no role %q", name)
}
