package main

import (
	"context"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
)

// identity is a user-assigned identity in a result.
type identity struct {
	ID          string `json:"id"`
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

func createScaleSet(ctx context.Context, c caller) (any, error) {
	client, err := armcompute.NewVirtualMachineScaleSetsClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	poller, err := client.BeginCreateOrUpdate(ctx, group, scaleSet, armcompute.VirtualMachineScaleSet{
		Location: &location,
		SKU:      &armcompute.SKU{Name: to.Ptr("Standard_B1s"), Tier: to.Ptr("Standard"), Capacity: to.Ptr[int64](2)},
		Identity: withIdentity(),
		Properties: &armcompute.VirtualMachineScaleSetProperties{
			UpgradePolicy:         &armcompute.UpgradePolicy{Mode: to.Ptr(armcompute.UpgradeModeAutomatic)},
			VirtualMachineProfile: profile(os.Getenv("AZIMUTH_DEMO_SUBNET_ID")),
		},
	}, nil)
	made, err := finish(ctx, poller, err)
	if err != nil {
		return nil, err
	}
	return shown(made.VirtualMachineScaleSet), nil
}

// profile is what the instances are made from.
func profile(subnet string) *armcompute.VirtualMachineScaleSetVMProfile {
	return &armcompute.VirtualMachineScaleSetVMProfile{
		StorageProfile: &armcompute.VirtualMachineScaleSetStorageProfile{
			ImageReference: &armcompute.ImageReference{
				Publisher: to.Ptr("Canonical"), Offer: to.Ptr("ubuntu-24_04-lts"), SKU: to.Ptr("server"), Version: to.Ptr("latest"),
			},
			OSDisk: &armcompute.VirtualMachineScaleSetOSDisk{CreateOption: to.Ptr(armcompute.DiskCreateOptionTypesFromImage)},
		},
		OSProfile: &armcompute.VirtualMachineScaleSetOSProfile{
			ComputerNamePrefix: &scaleSet, AdminUsername: to.Ptr("azureuser"),
			LinuxConfiguration: &armcompute.LinuxConfiguration{DisablePasswordAuthentication: to.Ptr(true)},
		},
		NetworkProfile: &armcompute.VirtualMachineScaleSetNetworkProfile{
			NetworkInterfaceConfigurations: []*armcompute.VirtualMachineScaleSetNetworkConfiguration{{
				Name: to.Ptr("card"),
				Properties: &armcompute.VirtualMachineScaleSetNetworkConfigurationProperties{
					Primary: to.Ptr(true),
					IPConfigurations: []*armcompute.VirtualMachineScaleSetIPConfiguration{{
						Name:       to.Ptr("first"),
						Properties: &armcompute.VirtualMachineScaleSetIPConfigurationProperties{Subnet: &armcompute.APIEntityReference{ID: &subnet}},
					}},
				},
			}},
		},
	}
}

// withIdentity is both kinds of identity, with the one that the step names.
func withIdentity() *armcompute.VirtualMachineScaleSetIdentity {
	return &armcompute.VirtualMachineScaleSetIdentity{
		Type:                   to.Ptr(armcompute.ResourceIdentityTypeSystemAssignedUserAssigned),
		UserAssignedIdentities: map[string]*armcompute.UserAssignedIdentitiesValue{os.Getenv("AZIMUTH_DEMO_IDENTITY_ID"): {}},
	}
}

func addIdentity(ctx context.Context, c caller) (any, error) {
	return patchIdentity(ctx, c, withIdentity())
}

func removeIdentity(ctx context.Context, c caller) (any, error) {
	return patchIdentity(ctx, c, &armcompute.VirtualMachineScaleSetIdentity{Type: to.Ptr(armcompute.ResourceIdentityTypeNone)})
}

func patchIdentity(ctx context.Context, c caller, identity *armcompute.VirtualMachineScaleSetIdentity) (any, error) {
	client, err := armcompute.NewVirtualMachineScaleSetsClient(subscription, c.credential, c.options)
	if err != nil {
		return nil, err
	}
	poller, err := client.BeginUpdate(ctx, group, scaleSet, armcompute.VirtualMachineScaleSetUpdate{Identity: identity}, nil)
	patched, err := finish(ctx, poller, err)
	if err != nil {
		return nil, err
	}
	return shown(patched.VirtualMachineScaleSet), nil
}

// shown is a scale set in a result.
func shown(set armcompute.VirtualMachineScaleSet) any {
	result := struct {
		ID           string     `json:"id"`
		UpgradeMode  string     `json:"upgradeMode"`
		Capacity     int64      `json:"capacity"`
		IdentityType string     `json:"identityType"`
		PrincipalID  string     `json:"principalId"`
		UserAssigned []identity `json:"userAssigned"`
	}{
		ID: *set.ID, UpgradeMode: text(set.Properties.UpgradePolicy.Mode), Capacity: *set.SKU.Capacity,
		IdentityType: string(armcompute.ResourceIdentityTypeNone), UserAssigned: []identity{},
	}
	if set.Identity != nil {
		result.IdentityType, result.PrincipalID = text(set.Identity.Type), text(set.Identity.PrincipalID)
		for id, value := range set.Identity.UserAssignedIdentities {
			result.UserAssigned = append(result.UserAssigned, identity{ID: id, PrincipalID: text(value.PrincipalID), ClientID: text(value.ClientID)})
		}
	}
	return result
}
