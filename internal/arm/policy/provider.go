package policy

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
)

const (
	insights        = "Microsoft.PolicyInsights"
	definitionType  = "Microsoft.Authorization/policyDefinitions"
	assignmentType  = "Microsoft.Authorization/policyAssignments"
	definitionKind  = "microsoft.authorization/policydefinitions"
	assignmentKind  = "microsoft.authorization/policyassignments"
	remediationKind = "microsoft.policyinsights/remediations"
)

// The published api-versions.
var (
	definitionVersions = []arm.Version{
		"2015-10-01-preview", "2015-11-01", "2016-04-01", "2016-12-01", "2018-03-01", "2018-05-01", "2019-01-01", "2019-06-01", "2019-09-01",
		"2020-03-01", "2020-09-01", "2021-06-01", "2023-04-01", "2024-05-01", "2025-01-01", "2025-03-01",
	}
	assignmentVersions = []arm.Version{
		"2015-10-01-preview", "2015-11-01", "2016-04-01", "2016-12-01", "2017-06-01-preview", "2018-03-01", "2018-05-01", "2019-01-01", "2019-06-01",
		"2019-09-01", "2020-03-01", "2020-09-01", "2021-06-01", "2022-06-01", "2023-04-01", "2024-04-01", "2024-05-01", "2025-01-01", "2025-03-01",
	}
	remediationVersions = []arm.Version{"2018-07-01-preview", "2019-07-01", "2021-10-01", "2024-10-01"}
	stateVersions       = []arm.Version{"2017-08-09-preview", "2017-10-17-preview", "2017-12-12-preview", "2018-04-04", "2018-07-01-preview", "2019-10-01", "2024-10-01"}
)

// providers are this package's parts of the namespaces that it serves.
func (s *Service) providers() []*arm.Provider {
	return []*arm.Provider{
		{Namespace: "Microsoft.Authorization", Types: []*arm.ResourceType{s.definitions(), s.assignments()}},
		{
			Namespace: insights, Display: "Microsoft Policy Insights", Types: []*arm.ResourceType{s.remediations()},
			Operations: []arm.Operation{
				{Name: queryStates, Resource: "Policy States", Verb: "Query"},
				{Name: summarizeStates, Resource: "Policy States", Verb: "Summarize"},
				{Name: triggerEvaluation, Resource: "Policy States", Verb: "Trigger the evaluation of"},
			},
		},
	}
}

const (
	queryStates       = insights + "/policyStates/queryResults/action"
	summarizeStates   = insights + "/policyStates/summarize/action"
	triggerEvaluation = insights + "/policyStates/triggerEvaluation/action"
)

// routes are the addresses of compliance, which no resource type has.
func (s *Service) routes() []arm.Route {
	const states = "/{scope}/providers/" + insights + "/policyStates/{states}/"
	return []arm.Route{
		{Method: http.MethodPost, Pattern: states + "queryResults", Versions: stateVersions, Action: queryStates, Do: s.queryStates},
		{Method: http.MethodPost, Pattern: states + "summarize", Versions: stateVersions, Action: summarizeStates, Do: s.summarizeStates},
		{Method: http.MethodPost, Pattern: states + "triggerEvaluation", Versions: stateVersions, Action: triggerEvaluation, Do: s.triggerEvaluation},
	}
}
