package rbac_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestEffective(t *testing.T) {
	t.Parallel()
	const custom, gone = "10000000-0000-0000-0000-000000000000", "90000000-0000-0000-0000-000000000000"
	conditional := assignment("p", rbac.OwnerID, group)
	conditional.Condition = "@Resource[x] StringEquals 'y'"
	free := rbac.Permission{Actions: []string{machineWrite}}
	bound := rbac.Permission{Actions: []string{machineRead}, Condition: "@Resource[x] StringEquals 'y'"}
	a := authorizer(t,
		assign("p", rbac.ReaderID, sub), assign("p", rbac.ReaderID, group), assign("p", gone, "/"),
		assign("g", custom, machine), assign("q", rbac.OwnerID, "/"),
		conditional.Document(), define(custom, free, bound))
	groups := []string{"g"}

	t.Run("permissions", func(t *testing.T) {
		t.Parallel()
		reads := []string{"*/read"}
		for _, test := range []struct {
			scope string
			want  [][]string // actions
		}{
			{"/", nil},
			{sub, [][]string{reads}},
			{group, [][]string{reads}}, // once, and not what is under a condition
			{machine, [][]string{reads, {machineWrite}}},
			{group2, [][]string{reads}},
		} {
			var got [][]string
			for _, p := range a.Permissions("p", groups, resource.MustParseID(test.scope)) {
				got = append(got, p.Actions)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("at %s (-want +got):\n%s", test.scope, diff)
			}
		}
	})
	t.Run("granted at", func(t *testing.T) {
		t.Parallel()
		for action, want := range map[string][]string{
			machineRead:  {sub, group},
			machineWrite: {machine},
			grantWrite:   nil,
		} {
			if diff := cmp.Diff(want, a.GrantedAt("p", groups, action)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", action, diff)
			}
		}
	})
	t.Run("conditional", func(t *testing.T) {
		t.Parallel()
		for _, test := range []struct {
			action, scope string
			want          bool
		}{
			{grantWrite, group, true},
			{grantWrite, machine, true},
			{grantWrite, sub, false},
			{machineRead, machine, true}, // by its own condition, whatever else grants
			{"Microsoft.Network/virtualNetworks/write", group2, false},
		} {
			if got := a.Conditional("p", groups, test.action, resource.MustParseID(test.scope)); got != test.want {
				t.Errorf("%s at %s: got %v, want %v", test.action, test.scope, got, test.want)
			}
		}
		if a.Conditional("g", nil, grantWrite, resource.MustParseID(group)) {
			t.Error("another's condition counted")
		}
	})
}

// TestCounts holds the counters against what is there, through all that changes it.
func TestCounts(t *testing.T) {
	t.Parallel()
	const custom, other = "10000000-0000-0000-0000-000000000000", "/subscriptions/5b000000-0000-0000-0000-000000000002"
	s := newStore(assign("p", rbac.ReaderID, sub))
	a := open(t, s)
	atGroup, atRoot, elsewhere := assign("p", custom, group), assign("p", rbac.ReaderID, "/"), assign("p", rbac.ReaderID, other)
	for _, step := range []struct {
		name                    string
		batch                   resource.Batch
		here, there, root, role int
	}{
		{"at first", resource.Batch{}, 1, 0, 0, 0},
		{"more of them", resource.Batch{Puts: []resource.Document{atGroup, atRoot, elsewhere, define(custom)}}, 2, 1, 1, 1},
		{"the same again", resource.Batch{Puts: []resource.Document{atGroup, define(custom)}}, 2, 1, 1, 1},
		{"fewer", resource.Batch{Deletes: []string{atGroup.Key, elsewhere.Key, rbac.DefinitionKey(custom)}}, 1, 0, 1, 0},
		{"gone already", resource.Batch{Deletes: []string{atGroup.Key}}, 1, 0, 1, 0},
	} {
		s.update(t, step.batch)
		got := [4]int{a.Assignments(resource.MustParseID(sub)), a.Assignments(resource.MustParseID(other)), a.Assignments(resource.Root), a.CustomRoles()}
		if want := [4]int{step.here, step.there, step.root, step.role}; got != want {
			t.Errorf("%s: got %v, want %v", step.name, got, want)
		}
	}
}
