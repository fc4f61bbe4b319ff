package azimuthtest

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/minimal"
)

// VM is a virtual machine. Its methods that give it something do so at once, and
// return it for the next one.
type VM struct {
	*Machine
	holder
}

// VM makes a virtual machine without an identity, with the disk, the network and
// the interface that it needs.
func (g *ResourceGroup) VM(name string) *VM {
	g.s.t.Helper()
	nic := g.put("Microsoft.Network/networkInterfaces", name+"-nic", networkVersion, minimal.Interface(g.subnet()))
	id := g.path("Microsoft.Compute/virtualMachines", name)
	g.s.must(http.MethodPut, id, computeVersion, minimal.VM(name, Location, nic), nil)
	return &VM{g.s.newMachine(id, name), holder{id: id, name: name, g: g}}
}

// subnet is the id of the subnet in which the group's machines are.
func (g *ResourceGroup) subnet() string {
	g.s.t.Helper()
	return g.put("Microsoft.Network/virtualNetworks", "azimuth-net", networkVersion, minimal.Network()) + "/subnets/" + minimal.SubnetName
}

// SystemAssigned gives the machine an identity of its own.
func (v *VM) SystemAssigned() *VM {
	v.g.s.t.Helper()
	v.addSystem()
	return v
}

// UserAssigned gives the machine the group's user-assigned identity with a name,
// which is made where it is not there.
func (v *VM) UserAssigned(name string) *VM {
	v.g.s.t.Helper()
	v.addUser(name)
	return v
}

// Role gives a role, by its name or its GUID, at a scope, to the identity that
// was named last.
func (v *VM) Role(role, scope string) *VM {
	v.g.s.t.Helper()
	v.role(role, scope)
	return v
}
