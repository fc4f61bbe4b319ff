package sdk_test

import (
	"encoding/base64"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"
	"github.com/google/uuid"
)

// location is where everything is made.
const location = "westus"

// The built-in roles, whose ids are the same everywhere.
const (
	reader                     = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	virtualMachineContributor  = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c"
	managedIdentityContributor = "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
	managedIdentityOperator    = "f1a07417-d97a-45cb-824c-7a7467783830"
)

// site is a resource group of one test, as the administrator has it.
type site struct {
	clients
	name string
	id   string
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9]+`)

// newSite makes a resource group that goes with the test. version, where it is
// not "", is the api-version in which machines are spoken of.
func newSite(t *testing.T, version string) site {
	t.Helper()
	s := site{
		clients: newClients(administrator(t), version),
		name:    notInNames.ReplaceAllString(t.Name(), "-"),
	}
	group, err := s.groups.CreateOrUpdate(t.Context(), s.name, armresources.ResourceGroup{Location: to.Ptr(location)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.id = *group.ID
	return s
}

// path is the id of a resource in the group.
func (s site) path(kind, name string) string { return s.id + "/providers/" + kind + "/" + name }

// identity makes a user-assigned identity.
func (s site) identity(t *testing.T, name string) armmsi.Identity {
	t.Helper()
	made, err := s.identities.CreateOrUpdate(t.Context(), s.name, name, armmsi.Identity{Location: to.Ptr(location)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return made.Identity
}

// subnet makes a virtual network with one subnet, and is the subnet's id.
func (s site) subnet(t *testing.T) string {
	t.Helper()
	network, err := finish(s.networks.BeginCreateOrUpdate(t.Context(), s.name, "network", armnetwork.VirtualNetwork{
		Location: to.Ptr(location),
		Properties: &armnetwork.VirtualNetworkPropertiesFormat{
			AddressSpace: &armnetwork.AddressSpace{AddressPrefixes: []*string{to.Ptr("10.0.0.0/16")}},
			Subnets: []*armnetwork.Subnet{{
				Name:       to.Ptr("subnet"),
				Properties: &armnetwork.SubnetPropertiesFormat{AddressPrefix: to.Ptr("10.0.0.0/24")},
			}},
		},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	return *network.Properties.Subnets[0].ID
}

// card makes a network interface and is its id.
func (s site) card(t *testing.T, name, subnet string) string {
	t.Helper()
	card, err := finish(s.interfaces.BeginCreateOrUpdate(t.Context(), s.name, name, armnetwork.Interface{
		Location: to.Ptr(location),
		Properties: &armnetwork.InterfacePropertiesFormat{IPConfigurations: []*armnetwork.InterfaceIPConfiguration{{
			Name:       to.Ptr("first"),
			Properties: &armnetwork.InterfaceIPConfigurationPropertiesFormat{Subnet: &armnetwork.Subnet{ID: to.Ptr(subnet)}},
		}}},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	return *card.ID
}

// password is what no read may show.
const password = "myPassword12"

// newMachine is a virtual machine as one sends it.
func newMachine(card string, identity *armcompute.VirtualMachineIdentity) armcompute.VirtualMachine {
	return armcompute.VirtualMachine{
		Location: to.Ptr(location),
		Identity: identity,
		Properties: &armcompute.VirtualMachineProperties{
			HardwareProfile: &armcompute.HardwareProfile{VMSize: to.Ptr(armcompute.VirtualMachineSizeTypesStandardD2V2)},
			StorageProfile: &armcompute.StorageProfile{
				ImageReference: image(),
				OSDisk: &armcompute.OSDisk{
					// Named with the interface: no two machines have one disk.
					Name:         to.Ptr(path.Base(card)),
					CreateOption: to.Ptr(armcompute.DiskCreateOptionTypesFromImage),
					Caching:      to.Ptr(armcompute.CachingTypesReadWrite),
					ManagedDisk:  &armcompute.ManagedDiskParameters{StorageAccountType: to.Ptr(armcompute.StorageAccountTypesStandardLRS)},
				},
				DataDisks: []*armcompute.DataDisk{
					{Lun: to.Ptr[int32](0), CreateOption: to.Ptr(armcompute.DiskCreateOptionTypesEmpty), DiskSizeGB: to.Ptr[int32](1023)},
					{Lun: to.Ptr[int32](1), CreateOption: to.Ptr(armcompute.DiskCreateOptionTypesEmpty), DiskSizeGB: to.Ptr[int32](1023)},
				},
			},
			OSProfile: &armcompute.OSProfile{
				ComputerName: to.Ptr("myVM"), AdminUsername: to.Ptr("azureuser"), AdminPassword: to.Ptr(password),
				CustomData: to.Ptr(base64.StdEncoding.EncodeToString([]byte(password))),
			},
			NetworkProfile: &armcompute.NetworkProfile{NetworkInterfaces: []*armcompute.NetworkInterfaceReference{{
				ID: to.Ptr(card), Properties: &armcompute.NetworkInterfaceReferenceProperties{Primary: to.Ptr(true)},
			}}},
		},
	}
}

// newScaleSet is a scale set as one sends it.
func newScaleSet(subnet string, capacity int64, identity *armcompute.VirtualMachineScaleSetIdentity) armcompute.VirtualMachineScaleSet {
	return armcompute.VirtualMachineScaleSet{
		Location: to.Ptr(location),
		Identity: identity,
		SKU:      &armcompute.SKU{Name: to.Ptr("Standard_D1_v2"), Tier: to.Ptr("Standard"), Capacity: to.Ptr(capacity)},
		Properties: &armcompute.VirtualMachineScaleSetProperties{
			Overprovision: to.Ptr(true),
			UpgradePolicy: &armcompute.UpgradePolicy{Mode: to.Ptr(armcompute.UpgradeModeAutomatic)},
			VirtualMachineProfile: &armcompute.VirtualMachineScaleSetVMProfile{
				StorageProfile: &armcompute.VirtualMachineScaleSetStorageProfile{
					ImageReference: image(),
					OSDisk: &armcompute.VirtualMachineScaleSetOSDisk{
						CreateOption: to.Ptr(armcompute.DiskCreateOptionTypesFromImage),
						ManagedDisk:  &armcompute.VirtualMachineScaleSetManagedDiskParameters{StorageAccountType: to.Ptr(armcompute.StorageAccountTypesStandardLRS)},
					},
				},
				OSProfile: &armcompute.VirtualMachineScaleSetOSProfile{
					ComputerNamePrefix: to.Ptr("myVMSS"), AdminUsername: to.Ptr("azureuser"), AdminPassword: to.Ptr(password),
				},
				NetworkProfile: &armcompute.VirtualMachineScaleSetNetworkProfile{
					NetworkInterfaceConfigurations: []*armcompute.VirtualMachineScaleSetNetworkConfiguration{{
						Name: to.Ptr("myVMSS"),
						Properties: &armcompute.VirtualMachineScaleSetNetworkConfigurationProperties{
							Primary: to.Ptr(true), EnableIPForwarding: to.Ptr(true),
							IPConfigurations: []*armcompute.VirtualMachineScaleSetIPConfiguration{{
								Name:       to.Ptr("myVMSS"),
								Properties: &armcompute.VirtualMachineScaleSetIPConfigurationProperties{Subnet: &armcompute.APIEntityReference{ID: to.Ptr(subnet)}},
							}},
						},
					}},
				},
			},
		},
	}
}

func image() *armcompute.ImageReference {
	return &armcompute.ImageReference{
		Publisher: to.Ptr("MicrosoftWindowsServer"), Offer: to.Ptr("WindowsServer"), SKU: to.Ptr("2016-Datacenter"), Version: to.Ptr("latest"),
	}
}

// machine makes a virtual machine with an identity, nil for none.
func (s site) machine(t *testing.T, name string, identity *armcompute.VirtualMachineIdentity) armcompute.VirtualMachine {
	t.Helper()
	made, err := finish(s.machines.BeginCreateOrUpdate(t.Context(), s.name, name, newMachine(s.card(t, name+"-card", s.subnet(t)), identity), nil))
	if err != nil {
		t.Fatal(err)
	}
	return made.VirtualMachine
}

// assign gives a principal a built-in role, and is the assignment's id.
func (s site) assign(t *testing.T, scope, role, principal string) string {
	t.Helper()
	made, err := s.assignments.Create(t.Context(), scope, uuid.NewString(), grant(role, principal), nil)
	if err != nil {
		t.Fatal(err)
	}
	return *made.ID
}

func grant(role, principal string) armauthorization.RoleAssignmentCreateParameters {
	return armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
		RoleDefinitionID: to.Ptr(roleID(role)), PrincipalID: to.Ptr(principal),
	}}
}

func roleID(role string) string {
	return "/subscriptions/" + azimuth.SubscriptionID + "/providers/Microsoft.Authorization/roleDefinitions/" + role
}

// holding is the identity member of a machine: a type, and user-assigned
// identities, which a leading '-' takes away.
func holding(kind armcompute.ResourceIdentityType, users ...string) *armcompute.VirtualMachineIdentity {
	identity := &armcompute.VirtualMachineIdentity{Type: to.Ptr(kind)}
	for _, user := range users {
		if identity.UserAssignedIdentities == nil {
			identity.UserAssignedIdentities = make(map[string]*armcompute.UserAssignedIdentitiesValue)
		}
		id, remove := strings.CutPrefix(user, "-")
		identity.UserAssignedIdentities[id] = &armcompute.UserAssignedIdentitiesValue{}
		if remove {
			identity.UserAssignedIdentities[id] = nil
		}
	}
	return identity
}
