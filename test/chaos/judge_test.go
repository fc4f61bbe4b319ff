package chaos_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Each half that is left out of a whole world is found.
func TestJudgeFindsHalves(t *testing.T) {
	t.Parallel()
	const group = "/subscriptions/s/resourceGroups/g"
	service := identity.Service{Sources: resource.System()}
	record := func(id, kind string, r resource.Record) resource.Document {
		r.ID, r.Type, r.Created = id, kind, time.Unix(0, 0)
		return r.Document()
	}
	id, err := resource.ParseID(group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i")
	if err != nil {
		t.Fatal(err)
	}
	set, err := resource.ParseID(group + "/providers/Microsoft.Compute/virtualMachineScaleSets/v")
	if err != nil {
		t.Fatal(err)
	}
	users, own := service.NewPrincipal(id, true), service.NewPrincipal(set, false)
	facts, err := json.Marshal(identity.Facts{PrincipalID: users.ID, ClientID: users.AppID})
	if err != nil {
		t.Fatal(err)
	}
	world := map[string]resource.Document{
		"group":           record(group, "Microsoft.Resources/resourceGroups", resource.Record{}),
		"identity":        record(id.String(), "Microsoft.ManagedIdentity/userAssignedIdentities", resource.Record{Properties: facts}),
		"its principal":   users.Document(),
		"set's principal": own.Document(),
		"instance":        record(set.String()+"/virtualMachines/0", identity.InstanceType, resource.Record{}),
		"set": record(set.String(), "Microsoft.Compute/virtualMachineScaleSets", resource.Record{
			Identity: identity.Assigned{System: &identity.System{PrincipalID: own.ID, ClientID: own.AppID}}.Document(),
			Members:  map[string]json.RawMessage{"sku": json.RawMessage(`{"capacity":1}`)},
		}),
	}
	for missing, want := range map[string]int{
		"": 0, "group": 3, "identity": 1, "its principal": 1, "set's principal": 1, "instance": 1, "set": 2,
	} {
		var documents []resource.Document
		for name, d := range world {
			if name != missing {
				documents = append(documents, d)
			}
		}
		_, faults, err := judge(documents)
		if err != nil || len(faults) != want {
			t.Errorf("without %q: %d faults, want %d (%v): %q", missing, len(faults), want, err, faults)
		}
	}
}

// A resource may be in either state while a request is under way, and in one after it.
func TestLedger(t *testing.T) {
	t.Parallel()
	l := newLedger()
	expect := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, l.states["/g?v"]); diff != "" {
			t.Error(diff)
		}
	}
	end := l.begin("1", "/g?v")
	expect(gone, "1")
	end(true)
	expect("1")
	end = l.begin("2", "/g?v")
	expect("1", "2")
	end(false)
	expect("1")
	l.begin("3", "/g/providers/a?v")
	l.begin("4", "/good?v")
	found := l.beneath("/g")
	slices.Sort(found)
	if diff := cmp.Diff([]string{"/g/providers/a?v", "/g?v"}, found); diff != "" {
		t.Error(diff)
	}
}
