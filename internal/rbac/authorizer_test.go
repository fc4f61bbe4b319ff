package rbac_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// TestChangesAreSeenAtOnce holds each acknowledged change against the next answer.
func TestChangesAreSeenAtOnce(t *testing.T) {
	t.Parallel()
	const custom = "10000000-0000-0000-0000-000000000000"
	s := newStore()
	a := open(t, s)
	at := resource.MustParseID(machine)
	reader, customRole := assign("p", rbac.ReaderID, group), assign("p", custom, sub)
	handedOn := assignment("p", rbac.ReaderID, group)
	handedOn.PrincipalID = "q"

	for _, step := range []struct {
		name                        string
		batch                       resource.Batch
		pReads, pWrites, qReads     bool
		pReadsBeneath, pHasFindings bool
	}{
		{"at first nothing", resource.Batch{}, false, false, false, false, false},
		{"an assignment", resource.Batch{Puts: []resource.Document{reader}}, true, false, false, true, true},
		{"the same again", resource.Batch{Puts: []resource.Document{reader}}, true, false, false, true, true},
		{"of a role that is not there", resource.Batch{Puts: []resource.Document{customRole}}, true, false, false, true, true},
		{"the role comes", resource.Batch{Puts: []resource.Document{define(custom, rbac.Permission{Actions: []string{machineWrite}})}}, true, true, false, true, true},
		{"the role changes", resource.Batch{Puts: []resource.Document{define(custom, rbac.Permission{Actions: []string{"x/write"}})}}, true, false, false, true, true},
		{"the assignment goes to another", resource.Batch{Puts: []resource.Document{handedOn.Document()}}, false, false, true, false, true},
		{"and back, and the role grants", resource.Batch{Puts: []resource.Document{reader, define(custom, rbac.Permission{Actions: []string{"*"}})}}, true, true, false, true, true},
		{"role and assignment go together", resource.Batch{Deletes: []string{reader.Key, rbac.DefinitionKey(custom)}}, false, false, false, false, true},
		{"the last one goes", resource.Batch{Deletes: []string{customRole.Key}}, false, false, false, false, false},
	} {
		s.update(t, step.batch)
		for question, got := range map[string][2]bool{
			"p reads":         {a.Allowed("p", nil, machineRead, at), step.pReads},
			"p writes":        {a.Allowed("p", nil, machineWrite, at), step.pWrites},
			"q reads":         {a.Allowed("q", nil, machineRead, at), step.qReads},
			"p reads beneath": {a.AllowedBeneath("p", nil, "Microsoft.Network/virtualNetworks/read", resource.MustParseID(sub)), step.pReadsBeneath},
			"p has findings":  {len(a.Decide("p", nil, "no/such/action", at).Findings) > 0, step.pHasFindings},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s: got %v, want %v", step.name, question, got[0], got[1])
			}
		}
	}
}

func TestOpenLoadsWhatIsStored(t *testing.T) {
	t.Parallel()
	const custom = "10000000-0000-0000-0000-000000000000"
	s := newStore()
	s.update(t, resource.Batch{Puts: []resource.Document{
		assign("p", custom, group),
		define(custom, rbac.Permission{Actions: []string{machineWrite}}),
		{Key: "/other", Kind: "other", Body: []byte("no JSON")},
	}})
	if !open(t, s).Allowed("p", nil, machineWrite, resource.MustParseID(machine)) {
		t.Error("what was stored before Open is not in its answers")
	}
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	const custom = "10000000-0000-0000-0000-00000000000a"
	a := authorizer(t, rbac.RoleDefinition{ID: strings.ToUpper(custom), Name: "contributor of one's own"}.Document())

	all := a.Definitions()
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = strings.ToLower(d.Name)
	}
	if !slices.IsSorted(names) || len(all) != len(rbac.BuiltIn())+1 {
		t.Errorf("not all, or not in order: %q", names)
	}
	if d, ok := a.Definition(strings.ToUpper(custom)); !ok || d.Type != rbac.CustomRole || d.ID != custom {
		t.Errorf("the custom role: got %+v, %v", d, ok)
	}
	if d, ok := a.Definition(rbac.OwnerID); !ok || d.Name != "Owner" || d.Type != rbac.BuiltInRole {
		t.Errorf("a built-in role: got %+v, %v", d, ok)
	}
	if d, ok := a.Definition("20000000-0000-0000-0000-000000000000"); ok {
		t.Errorf("no such role: got %+v", d)
	}
}
