package azimuthtest

import (
	"fmt"
	"net/http"

	"github.com/azimuthid/azimuth/internal/minimal"
)

// ScaleSet is a uniform scale set with upgrade mode Automatic: its instances
// have its identities as soon as it does.
type ScaleSet struct {
	ID, Name string
	holder
}

// ScaleSet makes a scale set with some instances and no identity.
func (g *ResourceGroup) ScaleSet(name string, instances int) *ScaleSet {
	g.s.t.Helper()
	id := g.path("Microsoft.Compute/virtualMachineScaleSets", name)
	g.s.must(http.MethodPut, id, computeVersion, minimal.ScaleSet(name, Location, g.subnet(), instances), nil)
	return &ScaleSet{id, name, holder{id: id, name: name, g: g}}
}

// SystemAssigned gives the scale set an identity of its own, which its instances share.
func (v *ScaleSet) SystemAssigned() *ScaleSet {
	v.g.s.t.Helper()
	v.addSystem()
	return v
}

// UserAssigned gives the scale set the group's user-assigned identity with a
// name, which is made where it is not there.
func (v *ScaleSet) UserAssigned(name string) *ScaleSet {
	v.g.s.t.Helper()
	v.addUser(name)
	return v
}

// Role gives a role at a scope to the identity that was named last.
func (v *ScaleSet) Role(role, scope string) *ScaleSet {
	v.g.s.t.Helper()
	v.role(role, scope)
	return v
}

// Instance is the instance with a number; the first one is 0.
func (v *ScaleSet) Instance(number int) *Machine {
	v.g.s.t.Helper()
	return v.g.s.newMachine(fmt.Sprintf("%s/virtualMachines/%d", v.ID, number), fmt.Sprintf("%s_%d", v.Name, number))
}
