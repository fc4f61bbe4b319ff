package sdk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
)

// S1: a network with a subnet, and an interface in it.
func TestNetworks(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.subnet(t)
	subnet, err := finish(s.subnets.BeginCreateOrUpdate(t.Context(), s.name, "network", "second", armnetwork.Subnet{
		Properties: &armnetwork.SubnetPropertiesFormat{AddressPrefix: to.Ptr("10.0.1.0/24")},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	card := s.card(t, "card", *subnet.ID)
	got, err := s.interfaces.Get(t.Context(), s.name, "card", nil)
	if err != nil || !strings.HasPrefix(*got.Properties.IPConfigurations[0].Properties.PrivateIPAddress, "10.0.1.") {
		t.Errorf("%s: %+v, %v", card, got, err)
	}
	list := all(t, s.subnets.NewListPager(s.name, "network", nil), func(p armnetwork.SubnetsClientListResponse) []*armnetwork.Subnet { return p.Value })
	if names := namesOf(list, func(s *armnetwork.Subnet) *string { return s.Name }); !slices.Equal(names, []string{"second", "subnet"}) {
		t.Errorf("subnets %v", names)
	}

	_, err = finish(s.subnets.BeginDelete(t.Context(), s.name, "network", "second", nil))
	wantError(t, err, 400, "InUseSubnetCannotBeDeleted")
	if _, err := finish(s.interfaces.BeginDelete(t.Context(), s.name, "card", nil)); err != nil {
		t.Error(err)
	}
	if _, err := finish(s.subnets.BeginDelete(t.Context(), s.name, "network", "second", nil)); err != nil {
		t.Error(err)
	}
	if _, err := finish(s.networks.BeginDelete(t.Context(), s.name, "network", nil)); err != nil {
		t.Error(err)
	}
	_, err = s.networks.Get(t.Context(), s.name, "network", nil)
	wantError(t, err, 404, "ResourceNotFound")
}

// S1, R1: a virtual machine's life.
func TestVirtualMachine(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	made := s.machine(t, "vm", holding(armcompute.ResourceIdentityTypeSystemAssigned))
	if *made.Properties.ProvisioningState != "Succeeded" || *made.Properties.VMID == "" || made.Etag == nil {
		t.Errorf("made %+v", made.Properties)
	}
	if *made.Identity.Type != armcompute.ResourceIdentityTypeSystemAssigned || *made.Identity.PrincipalID == "" || *made.Identity.TenantID != azimuth.TenantID {
		t.Errorf("identity %+v", made.Identity)
	}
	got, err := s.machines.Get(t.Context(), s.name, "vm", nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := must(json.Marshal(got.VirtualMachine)); strings.Contains(string(text), password) {
		t.Errorf("a read shows the password: %s", text)
	}
	if len(got.Properties.StorageProfile.DataDisks) != 2 {
		t.Errorf("%d data disks", len(got.Properties.StorageProfile.DataDisks))
	}
	card, err := s.interfaces.Get(t.Context(), s.name, "vm-card", nil)
	if err != nil || !strings.EqualFold(*card.Properties.VirtualMachine.ID, *made.ID) {
		t.Errorf("the interface's machine: %+v, %v", card, err)
	}
	_, err = finish(s.interfaces.BeginDelete(t.Context(), s.name, "vm-card", nil))
	wantError(t, err, 400, "NicInUse")

	// What was read can be sent back: the same machine, the same principal.
	back, err := finish(s.machines.BeginCreateOrUpdate(t.Context(), s.name, "vm", got.VirtualMachine, nil))
	if err != nil || *back.Identity.PrincipalID != *made.Identity.PrincipalID || *back.Properties.VMID != *made.Properties.VMID {
		t.Errorf("sent back: %+v, %v", back, err)
	}
	moved := newMachine(*card.ID, nil)
	moved.Location = to.Ptr("eastus")
	_, err = finish(s.machines.BeginCreateOrUpdate(t.Context(), s.name, "vm", moved, nil))
	wantError(t, err, 409, "InvalidResourceLocation")

	list := all(t, s.machines.NewListPager(s.name, nil), func(p armcompute.VirtualMachinesClientListResponse) []*armcompute.VirtualMachine { return p.Value })
	if names := namesOf(list, func(m *armcompute.VirtualMachine) *string { return m.Name }); !slices.Equal(names, []string{"vm"}) {
		t.Errorf("list %v", names)
	}
	for range 2 { // the second time answers 204
		if _, err := finish(s.machines.BeginDelete(t.Context(), s.name, "vm", nil)); err != nil {
			t.Errorf("BeginDelete: %v", err)
		}
	}
	_, err = s.machines.Get(t.Context(), s.name, "vm", nil)
	wantError(t, err, 404, "ResourceNotFound")
	_, err = finish(s.machines.BeginUpdate(t.Context(), s.name, "vm", armcompute.VirtualMachineUpdate{}, nil))
	wantError(t, err, 404, "ResourceNotFound")
}

// S1: If-Match and If-None-Match.
func TestPreconditions(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	made := s.machine(t, "vm", nil)
	update := func(tag string, options *armcompute.VirtualMachinesClientBeginUpdateOptions) (armcompute.VirtualMachinesClientUpdateResponse, error) {
		return finish(s.machines.BeginUpdate(t.Context(), s.name, "vm", armcompute.VirtualMachineUpdate{Tags: map[string]*string{"tag": to.Ptr(tag)}}, options))
	}
	first, err := update("first", &armcompute.VirtualMachinesClientBeginUpdateOptions{IfMatch: made.Etag})
	if err != nil {
		t.Fatal(err)
	}
	_, err = update("late", &armcompute.VirtualMachinesClientBeginUpdateOptions{IfMatch: made.Etag})
	wantError(t, err, 412, "PreconditionFailed")
	second, err := update("second", &armcompute.VirtualMachinesClientBeginUpdateOptions{IfMatch: first.Etag})
	if err != nil || *second.Tags["tag"] != "second" || *second.Etag == *first.Etag {
		t.Errorf("update with the present etag: %+v, %v", second.Tags, err)
	}
	_, err = finish(s.machines.BeginCreateOrUpdate(t.Context(), s.name, "vm", made, &armcompute.VirtualMachinesClientBeginCreateOrUpdateOptions{IfNoneMatch: to.Ptr("*")}))
	wantError(t, err, 412, "PreconditionFailed")
}

// S1, R1: a scale set's life.
func TestScaleSet(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	subnet := s.subnet(t)
	identity := (*armcompute.VirtualMachineScaleSetIdentity)(holding(armcompute.ResourceIdentityTypeSystemAssigned))
	made, err := finish(s.scaleSets.BeginCreateOrUpdate(t.Context(), s.name, "set", newScaleSet(subnet, 3, identity), nil))
	if err != nil {
		t.Fatal(err)
	}
	if *made.Properties.ProvisioningState != "Succeeded" || *made.Identity.PrincipalID == "" || *made.SKU.Capacity != 3 {
		t.Errorf("made %+v", made)
	}
	if text := must(json.Marshal(made.VirtualMachineScaleSet)); strings.Contains(string(text), password) {
		t.Errorf("a read shows the password: %s", text)
	}
	instances := listInstances(t, s, "set")
	if len(instances) != 3 {
		t.Fatalf("%d instances, want 3", len(instances))
	}
	for _, instance := range instances {
		if !*instance.Properties.LatestModelApplied || *instance.Identity.PrincipalID != *made.Identity.PrincipalID {
			t.Errorf("instance %s: %+v %+v", *instance.InstanceID, instance.Properties, instance.Identity)
		}
	}
	one, err := s.instances.Get(t.Context(), s.name, "set", *instances[1].InstanceID, nil)
	if err != nil || *one.ID != *instances[1].ID {
		t.Errorf("Get of an instance: %+v, %v", one, err)
	}

	scaled, err := finish(s.scaleSets.BeginUpdate(t.Context(), s.name, "set", armcompute.VirtualMachineScaleSetUpdate{SKU: &armcompute.SKU{Capacity: to.Ptr[int64](1)}}, nil))
	if err != nil || *scaled.SKU.Capacity != 1 || *scaled.SKU.Name != "Standard_D1_v2" {
		t.Errorf("scaled: %+v, %v", scaled.SKU, err)
	}
	if n := len(listInstances(t, s, "set")); n != 1 {
		t.Errorf("%d instances, want 1", n)
	}
	if _, err := finish(s.scaleSets.BeginDelete(t.Context(), s.name, "set", nil)); err != nil {
		t.Errorf("BeginDelete: %v", err)
	}
	_, err = s.scaleSets.Get(t.Context(), s.name, "set", nil)
	wantError(t, err, 404, "ResourceNotFound")
}

func listInstances(t *testing.T, s site, set string) []*armcompute.VirtualMachineScaleSetVM {
	t.Helper()
	return all(t, s.instances.NewListPager(s.name, set, nil), func(p armcompute.VirtualMachineScaleSetVMsClientListResponse) []*armcompute.VirtualMachineScaleSetVM {
		return p.Value
	})
}

// Under upgrade mode Manual an added identity waits for the upgrade of an
// instance; a removal acts at once.
func TestManualUpgrade(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	set := newScaleSet(s.subnet(t), 2, nil)
	set.Properties.UpgradePolicy.Mode = to.Ptr(armcompute.UpgradeModeManual)
	if _, err := finish(s.scaleSets.BeginCreateOrUpdate(t.Context(), s.name, "set", set, nil)); err != nil {
		t.Fatal(err)
	}
	change := func(kind armcompute.ResourceIdentityType) {
		identity := &armcompute.VirtualMachineScaleSetIdentity{Type: to.Ptr(kind)}
		if _, err := finish(s.scaleSets.BeginUpdate(t.Context(), s.name, "set", armcompute.VirtualMachineScaleSetUpdate{Identity: identity}, nil)); err != nil {
			t.Fatal(err)
		}
	}
	change(armcompute.ResourceIdentityTypeSystemAssigned)
	ids := armcompute.VirtualMachineScaleSetVMInstanceRequiredIDs{InstanceIDs: []*string{to.Ptr("0")}}
	if _, err := finish(s.scaleSets.BeginUpdateInstances(t.Context(), s.name, "set", ids, nil)); err != nil {
		t.Fatal(err)
	}
	held := func() (held []bool) {
		for _, instance := range listInstances(t, s, "set") {
			held = append(held, instance.Identity != nil && instance.Identity.PrincipalID != nil)
		}
		return held
	}
	if got := held(); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("after the upgrade of instance 0, the instances have the identity: %v", got)
	}
	change(armcompute.ResourceIdentityTypeNone)
	if got := held(); !slices.Equal(got, []bool{false, false}) {
		t.Errorf("after the removal, the instances have the identity: %v", got)
	}
}
