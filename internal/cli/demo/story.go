package demo

import (
	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// What the story makes.
const (
	groupName    = "azimuth-demo"
	location     = "westeurope"
	scaleSetName = "web"
	networkName  = "net"
	subnetName   = "default"
	roleName     = "Reader"
	audience     = "https://management.azure.com"
)

var identityNames = [2]string{"ID1", "ID2"}

// story are all scenes in their order.
var story = []scene{
	{
		step: CreateGroup, as: administrator, title: "A resource group",
		why:   "Resources live in groups, and roles can be given on a whole group.",
		check: read(checkGroup),
	},
	{
		step: CreateNetwork, as: administrator, title: "A virtual network",
		why: "Machines need a subnet to stand in.",
		vars: func(*world) []environ.Var {
			return []environ.Var{{Name: VarNetwork, Value: networkName}, {Name: VarSubnet, Value: subnetName}}
		},
		check: read(checkNetwork),
	},
	{
		step: CreateIdentity, as: administrator, title: "A user-assigned identity, ID1",
		why:   "It is a resource of its own, with a service principal in the directory; machines can share it.",
		vars:  identityVars(0),
		check: read(checkIdentity(0)),
	},
	{
		step: CreateIdentity, as: administrator, title: "Another one, ID2",
		why:   "A machine may have many.",
		vars:  identityVars(1),
		check: read(checkIdentity(1)),
	},
	{
		step: CreateScaleSet, as: administrator, title: "A scale set with two instances, system-assigned identity and ID1",
		why: "Switching the system-assigned identity on makes a principal that lives and dies with the scale set.",
		vars: func(w *world) []environ.Var {
			return []environ.Var{{Name: VarSubnetID, Value: w.network.SubnetID}, {Name: VarIdentityID, Value: w.identities[0].ID}}
		},
		check: read(checkNewScaleSet),
	},
	{
		step: AddIdentity, as: administrator, title: "ID2 is added",
		why: "A PATCH that names ID2 keeps what is there; upgrade mode Automatic brings it to the instances.",
		vars: func(w *world) []environ.Var {
			return []environ.Var{{Name: VarIdentityID, Value: w.identities[1].ID}}
		},
		check: read(checkAdded),
	},
	{
		step: MachineToken, as: instance0, title: "Inside instance 0: a token",
		why:   "A process asks http://169.254.169.254, as on Azure, and gets a token without any secret.",
		vars:  resourceVars,
		check: read(checkToken(0)),
	},
	{
		step: MachineToken, as: instance1, title: "Inside instance 1: the same principal",
		why:   "Each instance has an endpoint of its own; the identity is the scale set's.",
		vars:  resourceVars,
		check: read(checkToken(1)),
	},
	{
		step: MachineToken, as: instance1, title: "Inside instance 1: a token for ID2",
		why: "The client id says which of several identities is meant.",
		vars: func(w *world) []environ.Var {
			return append(resourceVars(w), environ.Var{Name: VarClientID, Value: w.identities[1].ClientID})
		},
		check: read(checkChosen),
	},
	{
		step: VerifyToken, as: nobody, title: "A third party verifies the token",
		why: "It knows only the tenant's address, fetches the published keys and checks the signature with a library of its own.",
		vars: func(w *world) []environ.Var {
			return append(resourceVars(w), environ.Var{Name: VarToken, Value: w.tokens[0]})
		},
		check: read(checkVerified),
	},
	{
		step: ReadScaleSet, as: instance0, title: "Inside instance 0: reading the scale set is forbidden",
		why:   "A token says who asks, not what it may do: no role, no access.",
		check: read(checkForbidden),
	},
	{
		step: AssignRole, as: administrator, title: "The identity is made Reader of the group",
		why: "A role assignment says who may do what where.",
		vars: func(w *world) []environ.Var {
			return []environ.Var{
				{Name: VarPrincipalID, Value: w.set.PrincipalID}, {Name: VarRole, Value: roleName}, {Name: VarScope, Value: w.group.ID},
			}
		},
		check: read(checkAssignment),
	},
	{
		step: ReadScaleSet, as: instance0, title: "Inside instance 0: reading the scale set is allowed",
		why:   "The role counts at once, here without the minutes that it may take on Azure.",
		check: read(checkAllowed),
	},
	{
		step: RemoveIdentity, as: administrator, title: "The identity is removed",
		why:   "The type None takes all identities from the scale set; the system-assigned principal is deleted.",
		check: read(checkRemoved),
	},
	{
		step: MachineToken, as: instance0, title: "Inside instance 0: no token any more",
		why:   "The metadata service refuses at once.",
		vars:  resourceVars,
		check: read(checkRefused),
	},
	{
		step: ReadScaleSet, as: instance0, title: "Inside instance 0: the old token is worth nothing",
		why: "It has not expired, but its principal is gone: Resource Manager does not know who asks.",
		vars: func(w *world) []environ.Var {
			return []environ.Var{{Name: VarToken, Value: w.tokens[0]}}
		},
		check: read(checkUnknown),
	},
}

func identityVars(i int) func(*world) []environ.Var {
	return func(*world) []environ.Var { return []environ.Var{{Name: VarIdentity, Value: identityNames[i]}} }
}

func resourceVars(*world) []environ.Var { return []environ.Var{{Name: VarResource, Value: audience}} }
