package sdk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
)

// S1: a process in a machine takes tokens, by each of the SDK's ways to name an
// identity and through both protocols; each time in a fresh process.
func TestMachineTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	first, second := s.identity(t, "first"), s.identity(t, "second")
	vm := s.machine(t, "vm", holding(both, *first.ID, *second.ID))
	handle := s.connect(t, *vm.ID)
	self, err := s.system.GetByScope(t.Context(), *vm.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	own := claims{ObjectID: *vm.Identity.PrincipalID, AppID: *self.Properties.ClientID, ResourceID: *vm.ID}

	for _, c := range []struct {
		name string
		task task
		env  []string // beside the way to the service
		want claims
	}{
		{"system-assigned", task{}, nil, own},
		{"by client id", task{ClientID: *first.Properties.ClientID}, nil, claimsFor(first)},
		{"by object id", task{ObjectID: *second.Properties.PrincipalID}, nil, claimsFor(second)},
		{"by resource id", task{ResourceID: *second.ID}, nil, claimsFor(second)},
		{"by resource id in another case", task{ResourceID: strings.ToUpper(*second.ID)}, nil, claimsFor(second)},
		{"DefaultAzureCredential", task{Default: true}, nil, own},
		{"DefaultAzureCredential by client id", task{Default: true}, []string{"AZURE_CLIENT_ID=" + *first.Properties.ClientID}, claimsFor(first)},
		{"DefaultAzureCredential without its probe", task{Default: true}, []string{"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential"}, own},
	} {
		for protocol, way := range map[string][]string{"metadata service": metadataService(handle), "App Service": appServiceOf(handle)} {
			t.Run(c.name+" through the "+protocol, func(t *testing.T) {
				t.Parallel()
				a := inside(t, append(way, c.env...), c.task)
				if a.Error != "" {
					t.Fatal(a.Error)
				}
				got := unverified(t, a.Token)
				if got.ObjectID != c.want.ObjectID || got.AppID != c.want.AppID || !strings.EqualFold(got.ResourceID, c.want.ResourceID) {
					t.Errorf("the token's claims are %+v, want %+v", got, c.want)
				}
				if left := time.Until(a.ExpiresOn); left < time.Hour || left > 25*time.Hour {
					t.Errorf("the token lives for %s", left)
				}
			})
		}
	}
}

// claimsFor are the claims of a user-assigned identity's tokens.
func claimsFor(i armmsi.Identity) claims {
	return claims{ObjectID: *i.Properties.PrincipalID, AppID: *i.Properties.ClientID, ResourceID: *i.ID}
}

// S1: refusals, in the words that the service gives to the SDK.
func TestRefusedTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	held, other := s.identity(t, "held"), s.identity(t, "other")
	handle := func(name string, identity *armcompute.VirtualMachineIdentity) string {
		return s.connect(t, *s.machine(t, name, identity).ID)
	}
	full := handle("full", holding(both, *held.ID))
	without := handle("without", nil)
	two := handle("two", holding(user, *held.ID, *other.ID))

	const (
		notFound   = "Identity not found"
		several    = "Multiple user assigned identities exist"
		appService = "No Managed Identity found for specified ClientId/ResourceId/PrincipalId."
	)
	for _, c := range []struct {
		name   string
		handle string
		task   task
		want   string // of the metadata service
		app    string // of App Service's protocol
	}{
		{"wrong client id", full, task{ClientID: *other.Properties.ClientID}, notFound, appService},
		{"wrong object id", full, task{ObjectID: *other.Properties.PrincipalID}, notFound, appService},
		{"wrong resource id", full, task{ResourceID: *other.ID}, notFound, appService},
		{"no identity", without, task{}, notFound, appService},
		{"no identity, DefaultAzureCredential", without, task{Default: true}, notFound, appService},
		{"ambiguous", two, task{}, several, several},
		{"no such machine", strings.Repeat("x", len(full)), task{}, notFound, "identity header"},
		{"unknown audience", full, task{Scope: "https://nothing.example/.default"}, "AADSTS500011", "AADSTS500011"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if a := inside(t, metadataService(c.handle), c.task); a.Token != "" || !strings.Contains(a.Error, c.want) {
				t.Errorf("metadata service: got %q, want %q", a.Error, c.want)
			}
			if a := inside(t, appServiceOf(c.handle), c.task); a.Token != "" || !strings.Contains(a.Error, c.app) {
				t.Errorf("App Service: got %q, want %q", a.Error, c.app)
			}
		})
	}
}

// The only user-assigned identity of a machine needs no name.
func TestOnlyIdentity(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	only := s.identity(t, "only")
	handle := s.connect(t, *s.machine(t, "vm", holding(user, *only.ID)).ID)
	a := inside(t, metadataService(handle), task{})
	if a.Error != "" {
		t.Fatal(a.Error)
	}
	if got := unverified(t, a.Token).ObjectID; got != *only.Properties.PrincipalID {
		t.Errorf("the token is of %s, want %s", got, *only.Properties.PrincipalID)
	}
}

// S1, S3: every instance of a scale set takes tokens of the set's principal.
func TestInstanceTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	id := s.identity(t, "id1")
	set := newScaleSet(s.subnet(t), 2, (*armcompute.VirtualMachineScaleSetIdentity)(holding(both, *id.ID)))
	made, err := finish(s.scaleSets.BeginCreateOrUpdate(t.Context(), s.name, "set", set, nil))
	if err != nil {
		t.Fatal(err)
	}
	handles := make(map[string]bool)
	for _, instance := range listInstances(t, s, "set") {
		handle := s.connect(t, *instance.ID)
		handles[handle] = true
		for what, want := range map[task]string{{}: *made.Identity.PrincipalID, {ClientID: *id.Properties.ClientID}: *id.Properties.PrincipalID} {
			a := inside(t, metadataService(handle), what)
			if a.Error != "" {
				t.Fatal(a.Error)
			}
			if got := unverified(t, a.Token).ObjectID; got != want {
				t.Errorf("instance %s: the token is of %s, want %s", *instance.InstanceID, got, want)
			}
		}
	}
	if len(handles) != 2 {
		t.Errorf("%d handles for 2 instances", len(handles))
	}
}

// R6, S2: what a machine may do follows its roles, and ends with its identity.
func TestMachineReadsWithItsRole(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	vm := s.machine(t, "vm", holding(system))
	machine := metadataService(s.connect(t, *vm.ID))
	look := func() answer { return inside(t, machine, task{Group: s.name}) }

	before := look()
	if before.ReadCode != "AuthorizationFailed" {
		t.Errorf("without a role: %+v", before)
	}
	own := newClients(bearer(before.Token), "")
	_, err := own.machines.Get(t.Context(), s.name, "vm", nil)
	wantError(t, err, 403, "AuthorizationFailed")

	assignment := s.assign(t, s.id, reader, *vm.Identity.PrincipalID)
	if a := look(); a.Location != location {
		t.Errorf("as Reader: %+v", a)
	}
	if _, err := own.machines.Get(t.Context(), s.name, "vm", nil); err != nil {
		t.Errorf("as Reader, with the token from before: %v", err)
	}
	_, err = own.identities.CreateOrUpdate(t.Context(), s.name, "made", armmsi.Identity{Location: vm.Location}, nil)
	wantError(t, err, 403, "AuthorizationFailed")

	if _, err := s.assignments.DeleteByID(t.Context(), assignment, nil); err != nil {
		t.Fatal(err)
	}
	_, err = own.machines.Get(t.Context(), s.name, "vm", nil)
	wantError(t, err, 403, "AuthorizationFailed")
	s.assign(t, s.id, reader, *vm.Identity.PrincipalID)

	if _, err := finish(s.machines.BeginUpdate(t.Context(), s.name, "vm", armcompute.VirtualMachineUpdate{Identity: holding(none)}, nil)); err != nil {
		t.Fatal(err)
	}
	_, err = own.machines.Get(t.Context(), s.name, "vm", nil)
	wantError(t, err, 401, "InvalidAuthenticationToken")
	if a := look(); a.Token != "" || !strings.Contains(a.Error, "Identity not found") {
		t.Errorf("after the removal: %+v", a)
	}
}
