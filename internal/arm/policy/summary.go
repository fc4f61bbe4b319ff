package policy

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
)

// tally counts what does not comply, and how all stand.
type tally struct {
	resources map[string]bool // by id: whether it complies with everything
	policies  map[string]bool // by assignment likewise
}

func newTally() *tally { return &tally{make(map[string]bool), make(map[string]bool)} }

func (t *tally) count(state map[string]any) {
	compliant, _ := state["isCompliant"].(bool)
	note := func(into map[string]bool, name string) {
		key, _ := state[name].(string)
		before, seen := into[key]
		into[key] = compliant && (before || !seen)
	}
	note(t.resources, "resourceId")
	note(t.policies, "policyAssignmentId")
}

// lacking is how many do not comply.
func lacking(all map[string]bool) (n int) {
	for _, ok := range all {
		if !ok {
			n++
		}
	}
	return n
}

// show is the tally as Azure shows it.
func (t *tally) show() map[string]any {
	bad := lacking(t.resources)
	details := []any{}
	if good := len(t.resources) - bad; good > 0 {
		details = append(details, map[string]any{"complianceState": "compliant", "count": good})
	}
	if bad > 0 {
		details = append(details, map[string]any{"complianceState": "noncompliant", "count": bad})
	}
	return map[string]any{"queryResultsUri": nil, "nonCompliantResources": bad, "nonCompliantPolicies": lacking(t.policies), "resourceDetails": details}
}

// summarizeStates counts the resources that do and do not comply: all, and those
// of each assignment.
func (s *Service) summarizeStates(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	states, err := s.answer(ctx, c)
	if err != nil {
		return nil, err
	}
	whole, each, of := newTally(), make(map[string]*tally), make(map[string]map[string]any)
	for _, state := range states {
		whole.count(state)
		assignment, _ := state["policyAssignmentId"].(string)
		if each[assignment] == nil {
			each[assignment], of[assignment] = newTally(), state
		}
		each[assignment].count(state)
	}
	assignments := make([]any, 0, len(each))
	for _, id := range slices.Sorted(maps.Keys(each)) {
		results := each[id].show()
		assignments = append(assignments, map[string]any{
			"policyAssignmentId": id, "policySetDefinitionId": "", "results": results,
			"policyDefinitions": []any{map[string]any{
				"policyDefinitionId": of[id]["policyDefinitionId"], "policyDefinitionReferenceId": "", "effect": of[id]["policyDefinitionAction"], "results": results,
			}},
		})
	}
	summary := map[string]any{"@odata.id": nil, "@odata.context": c.Request.Origin + s.metadata(c) + "/$entity", "results": whole.show(), "policyAssignments": assignments}
	return arm.JSON(http.StatusOK, map[string]any{"@odata.context": c.Request.Origin + s.metadata(c), "@odata.count": 1, "value": []any{summary}}), nil
}
