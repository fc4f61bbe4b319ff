package sdk_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
)

// Identity types as the articles write them beside the SDK's constants.
const (
	none   = armcompute.ResourceIdentityTypeNone
	system = armcompute.ResourceIdentityTypeSystemAssigned
	user   = armcompute.ResourceIdentityTypeUserAssigned
	both   = armcompute.ResourceIdentityTypeSystemAssignedUserAssigned // with a blank
	joined = armcompute.ResourceIdentityType("SystemAssigned,UserAssigned")
	lower  = armcompute.ResourceIdentityType("userAssigned")
)

// host is a machine whose identity is switched: a virtual machine or a scale
// set. Their identity members have one form.
type host struct {
	put, patch func(context.Context, *armcompute.VirtualMachineIdentity) (*armcompute.VirtualMachineIdentity, error)
	get        func(context.Context) (*armcompute.VirtualMachineIdentity, error)
}

func machineHost(s site, card string) host {
	const name = "vm"
	return host{
		put: func(ctx context.Context, i *armcompute.VirtualMachineIdentity) (*armcompute.VirtualMachineIdentity, error) {
			m, err := finish(s.machines.BeginCreateOrUpdate(ctx, s.name, name, newMachine(card, i), nil))
			return m.Identity, err
		},
		patch: func(ctx context.Context, i *armcompute.VirtualMachineIdentity) (*armcompute.VirtualMachineIdentity, error) {
			m, err := finish(s.machines.BeginUpdate(ctx, s.name, name, armcompute.VirtualMachineUpdate{Identity: i}, nil))
			return m.Identity, err
		},
		get: func(ctx context.Context) (*armcompute.VirtualMachineIdentity, error) {
			m, err := s.machines.Get(ctx, s.name, name, nil)
			return m.Identity, err
		},
	}
}

func scaleSetHost(s site, subnet string) host {
	const name = "set"
	return host{
		put: func(ctx context.Context, i *armcompute.VirtualMachineIdentity) (*armcompute.VirtualMachineIdentity, error) {
			m, err := finish(s.scaleSets.BeginCreateOrUpdate(ctx, s.name, name, newScaleSet(subnet, 1, (*armcompute.VirtualMachineScaleSetIdentity)(i)), nil))
			return (*armcompute.VirtualMachineIdentity)(m.Identity), err
		},
		patch: func(ctx context.Context, i *armcompute.VirtualMachineIdentity) (*armcompute.VirtualMachineIdentity, error) {
			m, err := finish(s.scaleSets.BeginUpdate(ctx, s.name, name, armcompute.VirtualMachineScaleSetUpdate{Identity: (*armcompute.VirtualMachineScaleSetIdentity)(i)}, nil))
			return (*armcompute.VirtualMachineIdentity)(m.Identity), err
		},
		get: func(ctx context.Context) (*armcompute.VirtualMachineIdentity, error) {
			m, err := s.scaleSets.Get(ctx, s.name, name, nil)
			return (*armcompute.VirtualMachineIdentity)(m.Identity), err
		},
	}
}

// switching is one row of the scenarios: what the machine holds, what is sent,
// what it holds then. Users are named ID1 and ID2.
type switching struct {
	row        string
	put        bool
	start      armcompute.ResourceIdentityType
	startUsers []string
	send       armcompute.ResourceIdentityType
	sendUsers  []string
	want       armcompute.ResourceIdentityType
	wantUsers  []string
}

var switchings = []switching{
	{row: "R1 create with SystemAssigned", put: true, send: system, want: system},
	{row: "R2 enable on a machine without", start: none, send: system, want: system},
	{row: "R3 SystemAssigned over user-assigned", start: user, startUsers: []string{"ID1", "ID2"}, send: system, want: system},
	{row: "R4 both", start: none, send: joined, sendUsers: []string{"ID1", "ID2"}, want: both, wantUsers: []string{"ID1", "ID2"}},
	{row: "R6 None with system-assigned", start: system, send: none, want: none},
	{row: "R7 UserAssigned removes system-assigned", start: both, startUsers: []string{"ID1"}, send: user, sendUsers: []string{"ID1"}, want: user, wantUsers: []string{"ID1"}},
	{row: "R8 create with UserAssigned", put: true, send: user, sendUsers: []string{"ID1"}, want: user, wantUsers: []string{"ID1"}},
	{row: "R9 userAssigned in lower case drops system-assigned", start: system, send: lower, sendUsers: []string{"ID1"}, want: user, wantUsers: []string{"ID1"}},
	{row: "R10 add one", start: both, startUsers: []string{"ID1"}, send: both, sendUsers: []string{"ID1", "ID2"}, want: both, wantUsers: []string{"ID1", "ID2"}},
	{row: "R10 a dictionary merges", start: both, startUsers: []string{"ID1"}, send: both, sendUsers: []string{"ID2"}, want: both, wantUsers: []string{"ID1", "ID2"}},
	{row: "R13 null removes one", start: both, startUsers: []string{"ID1", "ID2"}, send: both, sendUsers: []string{"-ID2"}, want: both, wantUsers: []string{"ID1"}},
	{row: "R15 SystemAssigned over both", start: both, startUsers: []string{"ID1", "ID2"}, send: system, want: system},
	{row: "R16 None with user-assigned only", start: user, startUsers: []string{"ID1", "ID2"}, send: none, want: none},
	{row: "T4 PUT replaces the dictionary", put: true, start: both, startUsers: []string{"ID1", "ID2"}, send: both, sendUsers: []string{"ID2"}, want: both, wantUsers: []string{"ID2"}},
	{row: "PUT without identity keeps it", put: true, start: both, startUsers: []string{"ID1"}, want: both, wantUsers: []string{"ID1"}},
}

// R1 to R16 (those that the SDK's types can say) for both kinds of machines, at
// the SDK's own api-version and at the articles'.
func TestSwitching(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "2018-06-01"} {
		for _, kind := range []string{"VM", "VMSS"} {
			t.Run(kind+version, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, version)
				ids := map[string]string{"ID1": *s.identity(t, "ID1").ID, "ID2": *s.identity(t, "ID2").ID}
				h := scaleSetHost(s, s.subnet(t))
				if kind == "VM" {
					h = machineHost(s, s.card(t, "card", s.subnet(t)))
				}
				for _, c := range switchings {
					t.Run(c.row, func(t *testing.T) { c.run(t, h, ids) })
				}
			})
		}
	}
}

func (c switching) run(t *testing.T, h host, ids map[string]string) {
	var before *armcompute.VirtualMachineIdentity
	if c.start != "" {
		var err error
		if before, err = h.put(t.Context(), holding(c.start, resolve(ids, c.startUsers)...)); err != nil {
			t.Fatal(err)
		}
	}
	var sent *armcompute.VirtualMachineIdentity
	if c.send != "" {
		sent = holding(c.send, resolve(ids, c.sendUsers)...)
	}
	send := h.patch
	if c.put {
		send = h.put
	}
	got, err := send(t.Context(), sent)
	if err != nil {
		t.Fatal(err)
	}
	c.check(t, "the answer", got, ids)
	read, err := h.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.check(t, "a read", read, ids)
	if before != nil && before.PrincipalID != nil && got != nil && got.PrincipalID != nil && *before.PrincipalID != *got.PrincipalID {
		t.Errorf("the system-assigned principal changed from %s to %s", *before.PrincipalID, *got.PrincipalID)
	}
}

// resolve puts ids in the place of names, and keeps the mark of removal.
func resolve(ids map[string]string, names []string) []string {
	var resolved []string
	for _, name := range names {
		bare, remove := strings.CutPrefix(name, "-")
		id := ids[bare]
		if remove {
			id = "-" + id
		}
		resolved = append(resolved, id)
	}
	return resolved
}

func (c switching) check(t *testing.T, what string, got *armcompute.VirtualMachineIdentity, ids map[string]string) {
	t.Helper()
	if got == nil {
		got = &armcompute.VirtualMachineIdentity{Type: to.Ptr(none)}
	}
	if *got.Type != c.want {
		t.Errorf("%s: type %s, want %s", what, *got.Type, c.want)
	}
	if hasSystem := c.want == system || c.want == both; hasSystem != (got.PrincipalID != nil && *got.PrincipalID != "") {
		t.Errorf("%s: principal %v", what, got.PrincipalID)
	}
	var users []string
	for id, value := range got.UserAssignedIdentities {
		users = append(users, strings.ToLower(id))
		if value == nil || value.ClientID == nil || value.PrincipalID == nil {
			t.Errorf("%s: %s has no principal: %+v", what, id, value)
		}
	}
	want := resolve(ids, c.wantUsers)
	for i := range want {
		want[i] = strings.ToLower(want[i])
	}
	slices.Sort(users)
	slices.Sort(want)
	if !slices.Equal(users, want) {
		t.Errorf("%s: user-assigned %v, want %v", what, users, want)
	}
}

// R20 and its like: identities that cannot be assigned.
func TestUnassignable(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.machine(t, "vm", holding(system))
	h := machineHost(s, s.path("Microsoft.Network/networkInterfaces", "vm-card"))
	for _, c := range []struct {
		name   string
		id     string
		status int
		code   string
	}{
		{"R20 in a foreign subscription", "/subscriptions/80c696ff-5efa-4909-a64d-f1b616f423ca/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ID1", 403, "LinkedAuthorizationFailed"},
		{"that does not exist", s.path("Microsoft.ManagedIdentity/userAssignedIdentities", "none"), 400, "FailedIdentityOperation"},
		{"that is no identity", s.path("Microsoft.Network/networkInterfaces", "vm-card"), 400, "LinkedInvalidPropertyId"},
		{"by its name alone", "ID1", 400, "LinkedInvalidPropertyId"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.patch(t.Context(), holding(user, c.id))
			wantError(t, err, c.status, c.code)
			if got, err := h.get(t.Context()); err != nil || *got.Type != system {
				t.Errorf("the machine changed: %+v, %v", got, err)
			}
		})
	}
	_, err := h.patch(t.Context(), holding("Nonsense"))
	wantError(t, err, 400, "InvalidRequestContent")
}
