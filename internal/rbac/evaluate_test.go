package rbac_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Scopes of one tenant, and actions, that the tests speak of.
const (
	sub      = "/subscriptions/5b000000-0000-0000-0000-000000000001"
	group    = sub + "/resourceGroups/rg"
	group2   = sub + "/resourceGroups/rg2"
	machine  = group + "/providers/Microsoft.Compute/virtualMachines/vm"
	identity = group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"

	machineRead   = "Microsoft.Compute/virtualMachines/read"
	machineWrite  = "Microsoft.Compute/virtualMachines/write"
	identityRead  = "Microsoft.ManagedIdentity/userAssignedIdentities/read"
	identityWrite = "Microsoft.ManagedIdentity/userAssignedIdentities/write"
	assignAction  = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
	grantWrite    = "Microsoft.Authorization/roleAssignments/write"
	blobRead      = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
)

// assignment is one whose name follows from what it grants, so that no two are alike.
func assignment(principal, role, scope string) rbac.RoleAssignment {
	digest := sha256.Sum256([]byte(principal + "|" + role + "|" + scope))
	return rbac.RoleAssignment{
		ID:               fmt.Sprintf("%x-%x-%x-%x-%x", digest[:4], digest[4:6], digest[6:8], digest[8:10], digest[10:16]),
		Scope:            scope,
		PrincipalID:      principal,
		PrincipalType:    "ServicePrincipal",
		RoleDefinitionID: role,
	}
}

func assign(principal, role, scope string) resource.Document {
	return assignment(principal, role, scope).Document()
}

// define is a custom role's document.
func define(id string, permissions ...rbac.Permission) resource.Document {
	return rbac.RoleDefinition{ID: id, Name: "custom " + id[:1], Type: rbac.CustomRole, Permissions: permissions}.Document()
}

// TestRolesOfManagedIdentities is acceptance case S2: which built-in role
// suffices for which step of giving a machine its identity.
func TestRolesOfManagedIdentities(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		role, roleID, action, scope string
		want                        bool
	}{
		{"Virtual Machine Contributor", rbac.VirtualMachineContributorID, machineWrite, machine, true},
		{"Virtual Machine Contributor", rbac.VirtualMachineContributorID, "Microsoft.Compute/virtualMachineScaleSets/write", group, true},
		{"Virtual Machine Contributor", rbac.VirtualMachineContributorID, assignAction, identity, false},
		{"Virtual Machine Contributor", rbac.VirtualMachineContributorID, identityRead, identity, false},
		{"Virtual Machine Contributor", rbac.VirtualMachineContributorID, grantWrite, group, false},
		{"Managed Identity Operator", rbac.ManagedIdentityOperatorID, assignAction, identity, true},
		{"Managed Identity Operator", rbac.ManagedIdentityOperatorID, identityRead, identity, true},
		{"Managed Identity Operator", rbac.ManagedIdentityOperatorID, identityWrite, identity, false},
		{"Managed Identity Operator", rbac.ManagedIdentityOperatorID, machineWrite, machine, false},
		{"Managed Identity Contributor", rbac.ManagedIdentityContributorID, identityWrite, identity, true},
		{"Managed Identity Contributor", rbac.ManagedIdentityContributorID, assignAction, identity, false},
		{"Contributor", rbac.ContributorID, assignAction, identity, true},
		{"Contributor", rbac.ContributorID, machineWrite, machine, true},
		{"Contributor", rbac.ContributorID, grantWrite, group, false},
		{"Contributor", rbac.ContributorID, "Microsoft.Authorization/roleAssignments/read", group, true},
		{"Owner", rbac.OwnerID, grantWrite, group, true},
		{"User Access Administrator", rbac.UserAccessAdministratorID, grantWrite, group, true},
		{"User Access Administrator", rbac.UserAccessAdministratorID, machineWrite, machine, false},
		{"Reader", rbac.ReaderID, machineRead, machine, true},
		{"Reader", rbac.ReaderID, identityRead, identity, true},
		{"Reader", rbac.ReaderID, machineWrite, machine, false},
		{"Network Contributor", rbac.NetworkContributorID, "Microsoft.Network/virtualNetworks/subnets/join/action", group, true},
	} {
		t.Run(test.role+" "+test.action, func(t *testing.T) {
			t.Parallel()
			a := authorizer(t, assign("p", test.roleID, group))
			if got := a.Allowed("p", nil, test.action, resource.MustParseID(test.scope)); got != test.want {
				t.Errorf("got %v, want %v: %+v", got, test.want, a.Decide("p", nil, test.action, resource.MustParseID(test.scope)))
			}
		})
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, at, asked string
		want            bool
	}{
		{"itself", group, group, true},
		{"beneath", group, machine, true},
		{"beneath a resource", machine, machine + "/extensions/e", true},
		{"above", group, sub, false},
		{"beside", group, group2, false},
		{"beside, the shorter name", group2, group, false},
		{"in the group beside", group, group2 + "/providers/Microsoft.Compute/virtualMachines/vm", false},
		{"resource of a longer name", machine, machine + "2", false},
		{"the case of the assignment", "/SUBSCRIPTIONS" + sub[len("/subscriptions"):] + "/RESOURCEGROUPS/RG", machine, true},
		{"the case of the request", group, "/Subscriptions" + sub[len("/subscriptions"):] + "/RESOURCEGROUPS/RG", true},
		{"the root covers a machine", "/", machine, true},
		{"the root covers itself", "/", "/", true},
		{"a subscription does not cover the root", sub, "/", false},
		{"the subscription covers a machine", sub, machine, true},
		{"a management group is no prefix", "/providers/Microsoft.Management/managementGroups/m", machine, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := authorizer(t, assign("p", rbac.ReaderID, test.at))
			if got := a.Allowed("p", nil, machineRead, resource.MustParseID(test.asked)); got != test.want {
				t.Errorf("an assignment at %s, asked at %s: got %v, want %v", test.at, test.asked, got, test.want)
			}
		})
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	const one, two = "10000000-0000-0000-0000-000000000000", "20000000-0000-0000-0000-000000000000"
	all := rbac.Permission{Actions: []string{"*"}}
	allButWrite := rbac.Permission{Actions: []string{"Microsoft.Compute/*"}, NotActions: []string{"*/Write"}}
	onlyWrite := rbac.Permission{Actions: []string{machineWrite}}
	conditional := onlyWrite
	conditional.Condition, conditional.ConditionVersion = "@Resource[x] StringEquals 'y'", "2.0"
	data := rbac.Permission{DataActions: []string{"*"}, NotDataActions: []string{"*/delete"}}
	withCondition := assignment("p", rbac.OwnerID, group)
	withCondition.Condition = "@Resource[x] StringEquals 'y'"

	type ask = func(a *rbac.Authorizer) bool
	at := resource.MustParseID(machine)
	allowed := func(principal string, groups []string, action string) ask {
		return func(a *rbac.Authorizer) bool { return a.Allowed(principal, groups, action, at) }
	}
	dataAllowed := func(action string) ask {
		return func(a *rbac.Authorizer) bool { return a.DataAllowed("p", nil, action, at) }
	}
	documents := func(d ...resource.Document) []resource.Document { return d }

	for _, test := range []struct {
		name   string
		stored []resource.Document
		ask    ask
		want   bool
	}{
		{"nobody has nothing", nil, allowed("p", nil, machineRead), false},
		{"another's assignment", documents(assign("q", rbac.OwnerID, "/")), allowed("p", nil, machineRead), false},
		{"no principal", documents(assign("", rbac.OwnerID, "/")), allowed("", []string{""}, machineRead), false},
		{"case of the principal", documents(assign("P", rbac.OwnerID, "/")), allowed("p", nil, machineRead), true},
		{"case of who asks", documents(assign("p", rbac.OwnerID, "/")), allowed("P", nil, machineRead), true},
		{"case of the role", documents(assign("p", "8E3AF657-A8FF-443C-A75C-2FE8C4BCB635", "/")), allowed("p", nil, machineRead), true},
		{"case of the action", documents(assign("p", rbac.ReaderID, "/")), allowed("p", nil, "MICROSOFT.compute/VirtualMachines/READ"), true},
		{"by a group", documents(assign("g", rbac.ReaderID, "/")), allowed("p", []string{"f", "G"}, machineRead), true},
		{"not by a group that one is not in", documents(assign("g", rbac.ReaderID, "/")), allowed("p", []string{"f"}, machineRead), false},
		{"no such role", documents(assign("p", one, "/")), allowed("p", nil, machineRead), false},
		{"notActions take away", documents(define(one, allButWrite), assign("p", one, "/")), allowed("p", nil, machineWrite), false},
		{"notActions take only that", documents(define(one, allButWrite), assign("p", one, "/")), allowed("p", nil, machineRead), true},
		{
			"notActions take nothing from another role",
			documents(define(one, allButWrite), define(two, onlyWrite), assign("p", one, "/"), assign("p", two, group)),
			allowed("p", nil, machineWrite), true,
		},
		{"notActions take nothing from another permission", documents(define(one, allButWrite, onlyWrite), assign("p", one, "/")), allowed("p", nil, machineWrite), true},
		{"a role with a condition", documents(define(one, conditional), assign("p", one, "/")), allowed("p", nil, machineWrite), false},
		{"a role that also grants without", documents(define(one, conditional, onlyWrite), assign("p", one, "/")), allowed("p", nil, machineWrite), true},
		{"an assignment with a condition", documents(withCondition.Document()), allowed("p", nil, machineWrite), false},
		{"an assignment without beside it", documents(withCondition.Document(), assign("p", rbac.OwnerID, sub)), allowed("p", nil, machineWrite), true},
		{"actions are not for data", documents(define(one, all), assign("p", one, "/")), dataAllowed(blobRead), false},
		{"data actions are not for resources", documents(define(one, data), assign("p", one, "/")), allowed("p", nil, machineRead), false},
		{"data actions", documents(define(one, data), assign("p", one, "/")), dataAllowed(blobRead), true},
		{"notDataActions", documents(define(one, data), assign("p", one, "/")), dataAllowed("Microsoft.Storage/x/delete"), false},
		{"built-in roles cannot be replaced", documents(define(rbac.ReaderID, all), assign("p", rbac.ReaderID, "/")), allowed("p", nil, machineWrite), false},
		{"a long action", documents(assign("p", rbac.ReaderID, "/")), allowed("p", nil, fmt.Sprintf("Microsoft.Compute/%0300d/READ", 0)), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.ask(authorizer(t, test.stored...)); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestAllowedBeneath(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, at, asked, action string
		want                    bool
	}{
		{"beneath the root", group, "/", machineRead, true},
		{"beneath the subscription", machine, sub, machineRead, true},
		{"beneath the group, another case", machine, sub + "/RESOURCEGROUPS/RG", machineRead, true},
		{"not at the scope itself", group, group, machineRead, false},
		{"not at the root itself", "/", "/", machineRead, false},
		{"not above", sub, group, machineRead, false},
		{"not beside", group2, group, machineRead, false},
		{"only what the role grants", machine, sub, machineWrite, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := authorizer(t, assign("p", rbac.ReaderID, test.at))
			asked := resource.MustParseID(test.asked)
			if got := a.AllowedBeneath("p", nil, test.action, asked); got != test.want {
				t.Errorf("an assignment at %s, asked beneath %s: got %v, want %v", test.at, test.asked, got, test.want)
			}
			if got := a.AllowedBeneath("q", []string{"p"}, test.action, asked); got != test.want {
				t.Errorf("by a group: got %v, want %v", got, test.want)
			}
			if a.AllowedBeneath("q", nil, test.action, asked) {
				t.Error("another principal's assignment counted")
			}
		})
	}
}
