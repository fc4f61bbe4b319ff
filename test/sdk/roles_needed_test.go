package sdk_test

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
)

// crew are the callers of TestRolesNeeded: programs in one machine, each with an
// identity and the roles that its name says.
type crew struct {
	site
	handle string
}

// newCrew makes the machine that holds identities of the given names.
func newCrew(t *testing.T, names ...string) crew {
	t.Helper()
	s := newSite(t, "")
	var ids []string
	for _, name := range names {
		ids = append(ids, *s.identity(t, name).ID)
	}
	station := s.machine(t, "station", holding(user, ids...))
	return crew{site: s, handle: s.connect(t, *station.ID)}
}

// member is the clients of one of the crew, with roles at the group.
func (c crew) member(t *testing.T, name string, roles ...string) clients {
	t.Helper()
	identity, err := c.identities.Get(t.Context(), c.name, name, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range roles {
		c.assign(t, c.id, role, *identity.Properties.PrincipalID)
	}
	return newClients(c.tokenOf(t, c.handle, *identity.Properties.ClientID), "")
}

// switches changes the identity of the virtual machine and of the scale set, which
// must go the same way: status is 0 for success.
func (c crew) switches(t *testing.T, by clients, identity *armcompute.VirtualMachineIdentity, status int, code string) {
	t.Helper()
	caller := c.site
	caller.clients = by
	for kind, h := range map[string]host{"virtual machine": machineHost(caller, ""), "scale set": scaleSetHost(caller, "")} {
		_, err := h.patch(t.Context(), identity)
		switch {
		case status == 0 && err != nil:
			t.Errorf("%s: %v", kind, err)
		case status != 0:
			wantError(t, err, status, code)
		}
	}
}

// S2: which roles one needs for what.
func TestRolesNeeded(t *testing.T) {
	t.Parallel()
	c := newCrew(t, "machinist", "operator", "contributor", "both", "maker", "narrow", "ID1", "ID2")
	machinist := c.member(t, "machinist", virtualMachineContributor)
	operator := c.member(t, "operator", managedIdentityOperator)
	contributor := c.member(t, "contributor", managedIdentityContributor)
	whole := c.member(t, "both", virtualMachineContributor, managedIdentityOperator)
	id1, id2 := c.path("Microsoft.ManagedIdentity/userAssignedIdentities", "ID1"), c.path("Microsoft.ManagedIdentity/userAssignedIdentities", "ID2")
	subnet := c.path("Microsoft.Network/virtualNetworks", "network") + "/subnets/subnet"
	card := c.card(t, "card", subnet)

	t.Run("Virtual Machine Contributor creates machines with a system-assigned identity", func(t *testing.T) {
		_, err := finish(machinist.machines.BeginCreateOrUpdate(t.Context(), c.name, "vm", newMachine(card, holding(user, id1)), nil))
		wantError(t, err, 403, "LinkedAuthorizationFailed")
		_, err = machinist.machines.Get(t.Context(), c.name, "vm", nil)
		wantError(t, err, 404, "ResourceNotFound")
		if _, err := finish(machinist.machines.BeginCreateOrUpdate(t.Context(), c.name, "vm", newMachine(card, holding(system)), nil)); err != nil {
			t.Error(err)
		}
		set := newScaleSet(subnet, 1, (*armcompute.VirtualMachineScaleSetIdentity)(holding(system)))
		if _, err := finish(machinist.scaleSets.BeginCreateOrUpdate(t.Context(), c.name, "set", set, nil)); err != nil {
			t.Error(err)
		}
	})
	t.Run("and switches it", func(t *testing.T) {
		c.switches(t, machinist, holding(none), 0, "")
		c.switches(t, machinist, holding(system), 0, "")
	})
	t.Run("but neither creates identities nor assigns them", func(t *testing.T) {
		_, err := machinist.identities.CreateOrUpdate(t.Context(), c.name, "new", armmsi.Identity{Location: to.Ptr(location)}, nil)
		wantError(t, err, 403, "AuthorizationFailed")
		c.switches(t, machinist, holding(both, id1), 403, "LinkedAuthorizationFailed")
	})
	t.Run("Managed Identity Contributor creates identities", func(t *testing.T) {
		if _, err := contributor.identities.CreateOrUpdate(t.Context(), c.name, "new", armmsi.Identity{Location: to.Ptr(location)}, nil); err != nil {
			t.Error(err)
		}
		if _, err := contributor.identities.Delete(t.Context(), c.name, "new", nil); err != nil {
			t.Error(err)
		}
		c.switches(t, contributor, holding(both, id1), 403, "AuthorizationFailed")
	})
	t.Run("Managed Identity Operator sees them and changes no machine", func(t *testing.T) {
		if _, err := operator.identities.Get(t.Context(), c.name, "ID1", nil); err != nil {
			t.Error(err)
		}
		_, err := operator.identities.CreateOrUpdate(t.Context(), c.name, "new", armmsi.Identity{Location: to.Ptr(location)}, nil)
		wantError(t, err, 403, "AuthorizationFailed")
		c.switches(t, operator, holding(both, id1), 403, "AuthorizationFailed")
	})
	t.Run("who makes identities and changes machines does not assign", func(t *testing.T) {
		maker := c.member(t, "maker", virtualMachineContributor, managedIdentityContributor)
		c.switches(t, maker, holding(both, id1), 403, "LinkedAuthorizationFailed")
	})
	t.Run("both roles together assign", func(t *testing.T) {
		c.switches(t, whole, holding(both, id1, id2), 0, "")
	})
	t.Run("an identity that is there is checked when it is sent", func(t *testing.T) {
		c.switches(t, machinist, holding(both, id1), 403, "LinkedAuthorizationFailed")
		got, err := machinist.machines.Get(t.Context(), c.name, "vm", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := finish(machinist.machines.BeginCreateOrUpdate(t.Context(), c.name, "vm", newMachine(card, nil), nil)); err != nil {
			t.Errorf("without the identity member: %v", err)
		}
		_, err = finish(machinist.machines.BeginCreateOrUpdate(t.Context(), c.name, "vm", got.VirtualMachine, nil))
		wantError(t, err, 403, "LinkedAuthorizationFailed")
	})
	t.Run("taking away needs Virtual Machine Contributor alone", func(t *testing.T) {
		c.switches(t, machinist, holding(both, "-"+id1), 0, "")
		c.switches(t, machinist, holding(system), 0, "")
		c.switches(t, whole, holding(both, id1), 0, "")
		c.switches(t, machinist, holding(none), 0, "")
	})
	t.Run("the right to assign can be for one identity", func(t *testing.T) {
		narrow := c.member(t, "narrow", virtualMachineContributor)
		id, err := c.identities.Get(t.Context(), c.name, "narrow", nil)
		if err != nil {
			t.Fatal(err)
		}
		c.assign(t, id1, managedIdentityOperator, *id.Properties.PrincipalID)
		c.switches(t, narrow, holding(user, id1), 0, "")
		c.switches(t, narrow, holding(user, id2), 403, "LinkedAuthorizationFailed")
		c.switches(t, narrow, holding(user, id1, id2), 403, "LinkedAuthorizationFailed")
		c.switches(t, narrow, holding(user, "-"+id1, id2), 403, "LinkedAuthorizationFailed")
		got, err := c.machines.Get(t.Context(), c.name, "vm", nil)
		if err != nil || len(got.Identity.UserAssignedIdentities) != 1 {
			t.Errorf("a refused write changed the machine: %+v, %v", got.Identity, err)
		}
	})
}
