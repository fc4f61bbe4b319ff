package policy

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The states of remediations and of their deployments, as Azure names them.
const (
	accepted   = "Accepted"
	inProgress = "InProgress"
	succeeded  = "Succeeded"
	failed     = "Failed"
	canceled   = "Canceled"
)

// What a remediation may ask for, and what it does by default (Microsoft, "Azure
// Policy remediation task structure").
const (
	defaultResources = 500
	maxResources     = 50_000
	defaultParallel  = 10
	maxParallel      = 30
)

// remediation is what the server keeps of a remediation beside what it was asked:
// the Server part of its record.
type remediation struct {
	State   string    `json:"state"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	// Found reports that the resources were looked for, which are in Tasks from then on.
	Found  bool   `json:"found,omitempty"`
	Tasks  []task `json:"tasks,omitempty"`
	Origin string `json:"origin,omitempty"`
	// Run tells this remediation from others that had its name.
	Run         string `json:"run"`
	Correlation string `json:"correlation,omitempty"`
}

// task is one resource of a remediation.
type task struct {
	Resource   string          `json:"resource"`
	Location   string          `json:"location,omitempty"`
	Deployment string          `json:"deployment,omitempty"` // id, once it was begun
	State      string          `json:"state"`
	Error      json.RawMessage `json:"error,omitempty"`
	Created    time.Time       `json:"created,omitzero"`
	Updated    time.Time       `json:"updated,omitzero"`
}

func terminal(state string) bool { return state == succeeded || state == failed || state == canceled }

// over reports whether nothing is left to do or to wait for.
func (r remediation) over() bool { return terminal(r.State) }

func remediationOf(d resource.Document) (remediation, error) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return remediation{}, err
	}
	return parseRemediation(record)
}

func parseRemediation(record resource.Record) (r remediation, err error) {
	return r, json.Unmarshal(record.Server, &r)
}

func (s *Service) remediations() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "remediations",
		Display:     "Remediations",
		Scope:       arm.OnAnything,
		Versions:    remediationVersions,
		NoPatch:     true,
		DeleteShows: true,
		Required:    []string{"properties.policyAssignmentId"},
		CheckName:   func(name string) error { return checkName("remediation", name, 90) },
		Write:       s.writeRemediation,
		Delete:      s.deleteRemediation,
		Show:        showRemediation,
		Missing: func(id resource.ID) error {
			return resource.NotFound("RemediationNotFound", "The remediation '%s' could not be found.", id.Name())
		},
		Actions: []arm.Action{
			{Name: "cancel", Display: "Cancel", Do: s.cancelRemediation},
			{Name: "listDeployments", Display: "List the deployments of", AtOnce: true, Do: listRemediated},
		},
	}
}

// writeRemediation checks what is to be remediated, and puts it on the agenda.
func (s *Service) writeRemediation(_ context.Context, w *arm.Write) error {
	scope := w.ID.Parent()
	if scope.Subscription() == "" {
		return resource.Invalid("InvalidRemediationScope", "The remediation '%s' cannot stand at '%s': here remediations stand in a subscription, a resource group or a resource.", w.ID.Name(), scope)
	}
	if w.Old != nil {
		old, err := parseRemediation(*w.Old)
		if err != nil {
			return err
		}
		if !old.over() {
			return resource.Conflict("InvalidUpdateRemediationRequest", "The remediation '%s' is in the state '%s' and cannot be changed.", w.ID.Name(), old.State)
		}
	}
	if err := s.checkRemediation(w.Properties, scope); err != nil {
		return err
	}
	now := w.Engine().Sources.Now().UTC()
	st := remediation{State: accepted, Created: now, Updated: now, Origin: w.Request.Origin, Run: w.Request.ID, Correlation: w.Request.Header.Get(correlationHeader)}
	w.Record.Server = document.Write(st)
	return nil
}

func (s *Service) checkRemediation(properties map[string]any, scope resource.ID) error {
	id := document.String(properties, "policyAssignmentId")
	a := s.book.assignment(id)
	if a == nil || !scope.Within(a.scope()) && !a.scope().Within(scope) {
		return resource.NotFound("PolicyAssignmentNotFound", "The policy assignment '%s' is not found at the scope of the remediation.", id)
	}
	d := s.book.definition(a.definitionID())
	if d == nil || !d.definition.Remedies() {
		return resource.Invalid("InvalidCreateRemediationRequest", "The policy assignment '%s' cannot be remediated: its definition deploys and modifies nothing.", id)
	}
	if reference := document.String(properties, "policyDefinitionReferenceId"); reference != "" {
		return resource.Invalid("InvalidCreateRemediationRequest", "The policy definition reference '%s' is in no initiative: the assignment is of one definition.", reference)
	}
	mode := document.String(properties, "resourceDiscoveryMode")
	switch strings.ToLower(mode) {
	case "", "existingnoncompliant":
		properties["resourceDiscoveryMode"] = "ExistingNonCompliant"
	case "reevaluatecompliance":
		properties["resourceDiscoveryMode"] = "ReEvaluateCompliance"
	default:
		return resource.Invalid("InvalidCreateRemediationRequest", "The resource discovery mode '%s' is invalid. The modes are 'ExistingNonCompliant' and 'ReEvaluateCompliance'.", mode)
	}
	for name, limit := range map[string]struct{ usual, most int64 }{"resourceCount": {defaultResources, maxResources}, "parallelDeployments": {defaultParallel, maxParallel}} {
		n, err := whole(properties, name, limit.usual)
		if err != nil || n < 1 || n > limit.most {
			return resource.Invalid("InvalidCreateRemediationRequest", "The '%s' of a remediation must be a whole number from 1 to %d.", name, limit.most)
		}
		properties[name] = n
	}
	if share, err := threshold(properties); err != nil || share < 0 || share > 1 {
		return resource.Invalid("InvalidCreateRemediationRequest", "The 'failureThreshold.percentage' of a remediation must be a number from 0.0 to 1.0.")
	}
	return nil
}

func whole(properties map[string]any, name string, usual int64) (int64, error) {
	switch v := document.At(properties, name).(type) {
	case nil:
		return usual, nil
	case json.Number:
		return v.Int64()
	case int64:
		return v, nil
	}
	return 0, errNoNumber
}

// threshold is the share of deployments that may fail.
func threshold(properties map[string]any) (float64, error) {
	switch v := document.At(properties, "failureThreshold.percentage").(type) {
	case nil:
		return 1, nil
	case json.Number:
		return v.Float64()
	}
	return 0, errNoNumber
}

var errNoNumber = resource.Invalid("InvalidCreateRemediationRequest", "It is no number.")

func (s *Service) deleteRemediation(_ context.Context, r *arm.Removal) error {
	st, err := parseRemediation(r.Record)
	if err != nil || st.over() || !r.Target.Equal(r.ID) {
		return err
	}
	return resource.Invalid("InvalidDeleteRemediationRequest", "The remediation '%s' is in the state '%s' and cannot be deleted before it is canceled.", r.ID.Name(), st.State)
}

// cancelRemediation ends a remediation: what was begun goes on, and no more is begun.
func (s *Service) cancelRemediation(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	var record resource.Record
	err := c.Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		d, err := u.Get(ctx, c.ID.Key())
		if err != nil {
			return c.Missing(ctx)
		}
		if record, err = resource.ParseRecord(d); err != nil {
			return err
		}
		st, err := parseRemediation(record)
		if err != nil {
			return err
		}
		if st.over() {
			return resource.Conflict("InvalidCancelRemediationRequest", "The remediation '%s' is in the state '%s' and cannot be canceled.", c.ID.Name(), st.State)
		}
		st.State, st.Updated = canceled, c.Engine().Sources.Now().UTC()
		for i := range st.Tasks {
			if st.Tasks[i].Deployment == "" && !terminal(st.Tasks[i].State) {
				st.Tasks[i].State = canceled
			}
		}
		record.Server = document.Write(st)
		u.Put(record.Document(d.Indexes...))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.Answer(ctx, http.StatusOK, record)
}

func showRemediation(_ context.Context, s *arm.Shown) error {
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	st, err := parseRemediation(s.Record)
	if err != nil {
		return err
	}
	good, bad := st.counts()
	properties["provisioningState"] = st.State
	properties["createdOn"], properties["lastUpdatedOn"] = timestamp(st.Created), timestamp(st.Updated)
	properties["deploymentStatus"] = map[string]any{"totalDeployments": len(st.Tasks), "successfulDeployments": good, "failedDeployments": bad}
	if !s.Version.Before("2021-10-01") {
		properties["correlationId"] = st.Run
		if message := st.message(bad); message != "" {
			properties["statusMessage"] = message
		}
	}
	return nil
}

func (r remediation) counts() (good, bad int) {
	for _, t := range r.Tasks {
		switch t.State {
		case succeeded:
			good++
		case failed:
			bad++
		}
	}
	return good, bad
}

// message says what became of the remediation, where its state does not.
func (r remediation) message(bad int) string {
	switch {
	case r.State == failed:
		return "The remediation failed: more of its deployments failed than it allows."
	case r.State == succeeded && len(r.Tasks) == 0:
		return "No resource needed to be remediated."
	case r.State == succeeded && bad > 0:
		return "The remediation is complete. Some of its deployments failed."
	}
	return ""
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }

// listRemediated lists the deployments of a remediation.
func listRemediated(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	st, err := parseRemediation(record)
	if err != nil {
		return nil, err
	}
	value := make([]any, len(st.Tasks))
	for i, t := range st.Tasks {
		shown := map[string]any{"remediatedResourceId": t.Resource, "status": t.State, "resourceLocation": t.Location}
		if t.Deployment != "" {
			shown["deploymentId"] = t.Deployment
		}
		if !t.Created.IsZero() {
			shown["createdOn"], shown["lastUpdatedOn"] = timestamp(t.Created), timestamp(t.Updated)
		}
		if t.Error != nil {
			shown["error"] = t.Error
		}
		value[i] = shown
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}
