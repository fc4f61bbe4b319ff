package rbac_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestDecideGivesReasons(t *testing.T) {
	t.Parallel()
	const gone = "90000000-0000-0000-0000-000000000000"
	conditional := assignment("g", rbac.OwnerID, sub)
	conditional.Condition = "@Resource[x] StringEquals 'y'"
	held := []rbac.RoleAssignment{ // in the order of the findings
		assignment("p", gone, "/"),
		assignment("p", rbac.ReaderID, sub),
		assignment("p", rbac.ContributorID, group),
		assignment("p", rbac.OwnerID, group2),
		conditional,
	}
	s := newStore()
	for _, a := range held {
		d := a.Document()
		s.documents[d.Key] = d
	}
	a := open(t, s)
	asked := resource.MustParseID(group)

	finding := func(i int, role string, reason rbac.Reason, pattern string) rbac.Finding {
		h := held[i]
		return rbac.Finding{
			AssignmentID: h.ResourceID(), Scope: h.Scope, PrincipalID: h.PrincipalID,
			RoleDefinitionID: h.RoleDefinitionID, RoleName: role, Reason: reason, Pattern: pattern,
		}
	}
	for _, test := range []struct {
		name, action string
		groups       []string
		want         rbac.Decision
	}{
		{"denied: every assignment and why not", grantWrite, []string{"g"}, rbac.Decision{Findings: []rbac.Finding{
			finding(0, "", rbac.RoleUnknown, ""),
			finding(1, "Reader", rbac.NoAction, ""),
			finding(2, "Contributor", rbac.NotAction, "Microsoft.Authorization/*/Write"),
			finding(3, "Owner", rbac.ScopeElsewhere, ""),
			finding(4, "Owner", rbac.Conditional, "*"),
		}}},
		{"allowed: the one that granted", machineWrite, []string{"g"}, rbac.Decision{Allowed: true, Findings: []rbac.Finding{
			finding(2, "Contributor", rbac.Granted, "*"),
		}}},
		{"allowed by the pattern", machineRead, nil, rbac.Decision{Allowed: true, Findings: []rbac.Finding{
			finding(1, "Reader", rbac.Granted, "*/read"),
		}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := a.Decide("p", test.groups, test.action, asked)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}

	t.Run("nothing held", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(rbac.Decision{}, a.Decide("q", nil, machineRead, asked)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("every reason has a text", func(t *testing.T) {
		t.Parallel()
		for r := rbac.Granted; r <= rbac.Conditional; r++ {
			if r.Code() == "" {
				t.Errorf("reason %d has no code", int(r))
			}
			if r.String() == "" {
				t.Errorf("reason %d has none", int(r))
			}
		}
	})
}
