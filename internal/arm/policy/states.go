package policy

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// compliance is how a resource stands to an assignment.
type compliance struct {
	judged
	resource  resource.Record
	effect    policy.Effect
	compliant bool
}

// each calls fn with every resource at a scope or beneath it that policies judge,
// until it wants no more.
func (s *Service) each(ctx context.Context, scope resource.ID, fn func(resource.Record) (bool, error)) error {
	documents, _, err := s.engine.Store.List(ctx, resource.Query{Under: scope.Key()})
	if err != nil {
		return err
	}
	if own, err := s.engine.Store.Get(ctx, scope.Key()); err == nil {
		documents = append([]resource.Document{own}, documents...)
	}
	for _, d := range documents {
		t := s.engine.Type(d.Kind)
		if t == nil || t.Parse != nil || strings.HasPrefix(d.Kind, "microsoft.resources/deployments") || isUngoverned(d.Kind) {
			continue
		}
		record, err := resource.ParseRecord(d)
		if err != nil {
			return err
		}
		more, err := fn(record)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// survey finds how the resources at a scope stand to the assignments that are
// chosen. It is found out when somebody asks, and so never behind.
func (s *Service) survey(ctx context.Context, scope resource.ID, chosen func(*assigned) bool) ([]compliance, error) {
	var all []compliance
	err := s.each(ctx, scope, func(record resource.Record) (bool, error) {
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return false, err
		}
		for _, a := range s.book.at(id) {
			if !chosen(a) {
				continue
			}
			one, ok, err := s.complies(ctx, a, record)
			if err != nil {
				return false, err
			}
			if ok {
				all = append(all, one)
			}
		}
		return true, ctx.Err()
	})
	return all, err
}

// complies finds how a resource stands to an assignment; ok is false where the
// assignment is not about it.
func (s *Service) complies(ctx context.Context, a *assigned, record resource.Record) (one compliance, ok bool, err error) {
	j, err := s.before(ctx, a, record, "")
	if err != nil || j.Judgement == nil {
		return one, false, err
	}
	effect, err := j.Effect()
	if err != nil || effect == policy.Disabled {
		return one, false, nil //nolint:nilerr // what cannot be evaluated tells nothing
	}
	one = compliance{judged: j, resource: record, effect: effect}
	holds, err := j.Holds()
	if err != nil {
		return one, true, nil //nolint:nilerr // it would be denied
	}
	if effect == policy.Deny || effect == policy.Audit || effect == policy.Modify {
		one.compliant = !holds
		applies, err := j.Applies()
		return one, holds || applies && err == nil, nil
	}
	if !holds {
		return one, false, nil
	}
	one.compliant, err = s.related(ctx, j, record)
	if refusal(err) != nil {
		err = nil
	}
	return one, true, err
}

// question is what a request for compliance asks about.
type question struct {
	scope  resource.ID
	chosen func(*assigned) bool
	filter arm.Filter
}

// ask reads a request: its scope may be an assignment or a definition, for the
// resources that these are about.
func (s *Service) ask(c *arm.Call) (question, error) {
	if states := c.Args["states"]; !strings.EqualFold(states, "latest") && !strings.EqualFold(states, "default") {
		return question{}, resource.Invalid("InvalidPolicyStatesResource", "The policy states '%s' are not kept here: only 'latest' are.", states)
	}
	for _, option := range []string{"$apply", "$orderby"} {
		if c.Query(option) != "" {
			return question{}, resource.Invalid("InvalidQueryOption", "The query option '%s' is not supported here.", option)
		}
	}
	text := strings.NewReplacer(" EQ ", " eq ", " AND ", " and ", " eq true", " eq 'true'", " eq false", " eq 'false'").Replace(c.Query("$filter"))
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return question{}, err
	}
	err = filter.Only(text, "complianceState", "isCompliant", "policyAssignmentId", "policyAssignmentName", "policyDefinitionId", "policyDefinitionName", "policyDefinitionAction", "resourceId", "resourceType", "resourceGroup", "resourceLocation")
	if err != nil {
		return question{}, err
	}
	for _, condition := range filter {
		if condition.Op != "eq" {
			return question{}, resource.Invalid("InvalidFilterInQueryString", "Invalid $filter '%s': policy states can only be compared with eq.", text)
		}
	}
	q := question{scope: c.ID, filter: filter, chosen: func(*assigned) bool { return true }}
	switch strings.ToLower(c.ID.Type()) {
	case assignmentKind:
		q.scope = c.ID.Parent()
		q.chosen = func(a *assigned) bool { return a.id.Equal(c.ID) }
	case definitionKind:
		q.scope = c.ID.SubscriptionID()
		q.chosen = func(a *assigned) bool { return strings.EqualFold(nameOfID(a.definitionID()), c.ID.Name()) }
	}
	return q, nil
}

func nameOfID(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// answer are the states that a question asks for, as they are shown.
func (s *Service) answer(ctx context.Context, c *arm.Call) ([]map[string]any, error) {
	q, err := s.ask(c)
	if err != nil {
		return nil, err
	}
	found, err := s.survey(ctx, q.scope, q.chosen)
	if err != nil {
		return nil, err
	}
	var all []map[string]any
	for _, one := range found {
		shown := s.state(c, one)
		if q.selects(shown) {
			all = append(all, shown)
		}
	}
	return all, nil
}

func (q question) selects(shown map[string]any) bool {
	for _, condition := range q.filter {
		matched := false
		for name, value := range shown {
			if !strings.EqualFold(name, condition.Name) {
				continue
			}
			text, isText := value.(string)
			if b, isBool := value.(bool); isBool {
				text, isText = strconv.FormatBool(b), true
			}
			matched = isText && strings.EqualFold(text, condition.Value)
		}
		if !matched {
			return false
		}
	}
	return true
}

// state is how a resource stands to an assignment, as Azure shows it.
func (s *Service) state(c *arm.Call, one compliance) map[string]any {
	id, _ := resource.ParseID(one.resource.ID) // it was parsed before
	parameters := document.At(one.assigned.properties, "parameters")
	if parameters == nil {
		parameters = map[string]any{}
	}
	word := map[bool]string{true: "Compliant", false: "NonCompliant"}[one.compliant]
	return map[string]any{
		"@odata.id":                  nil,
		"@odata.context":             c.Request.Origin + s.metadata(c) + "/$entity",
		"timestamp":                  s.engine.Sources.Now().UTC().Format(time.RFC3339Nano),
		"resourceId":                 one.resource.ID,
		"policyAssignmentId":         one.assigned.record.ID,
		"policyDefinitionId":         one.definition.record.ID,
		"isCompliant":                one.compliant,
		"complianceState":            word,
		"subscriptionId":             id.Subscription(),
		"resourceType":               one.resource.Type,
		"resourceLocation":           one.resource.Location,
		"resourceGroup":              id.ResourceGroup(),
		"policyAssignmentName":       one.assigned.record.Name(),
		"policyAssignmentScope":      one.assigned.scope().String(),
		"policyAssignmentParameters": string(document.Write(parameters)),
		"policyDefinitionName":       one.definition.record.Name(),
		"policyDefinitionAction":     strings.ToLower(string(one.effect)),
		"policyDefinitionCategory":   document.String(one.definition.properties, "metadata.category"),
	}
}

func (s *Service) metadata(c *arm.Call) string {
	path := c.Request.Path
	if i := strings.LastIndex(strings.ToLower(path), "/policystates/"); i >= 0 {
		path = path[:i]
	}
	return path + "/policyStates/$metadata#latest"
}

// queryStates lists how resources stand to the assignments about them.
func (s *Service) queryStates(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	states, err := s.answer(ctx, c)
	if err != nil {
		return nil, err
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	start, _ := strconv.Atoi(page.After)
	start = max(0, min(start, len(states)))
	end := min(start+page.Limit, len(states))
	body := map[string]any{"@odata.context": c.Request.Origin + s.metadata(c), "@odata.count": end - start, "value": append([]map[string]any{}, states[start:end]...)}
	if end < len(states) && c.Query("$top") == "" {
		body["@odata.nextLink"] = c.NextLink(strconv.Itoa(end))
	}
	return arm.JSON(http.StatusOK, body), nil
}

// triggerEvaluation has nothing to do: states are never behind.
func (s *Service) triggerEvaluation(_ context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := s.ask(c); err != nil {
		return nil, err
	}
	return &arm.Response{Status: http.StatusOK}, nil
}
