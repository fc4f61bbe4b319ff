package policy

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const deploymentVersion = "2021-04-01"

// order is a deployment that is to be made for a resource.
type order struct {
	name string // what its name follows from, with the assignment and the resource
	// correlation and origin are those of the request that it is made for, or "".
	correlation, origin string
}

// deploy deploys what an assignment demands, as the assignment's identity, and
// returns the deployment's id. One that is under way already is left to go on.
func (s *Service) deploy(ctx context.Context, j judged, record resource.Record, o order) (string, error) {
	scope, err := s.target(j, record)
	if err != nil {
		return "", err
	}
	body, err := deploymentBody(j)
	if err != nil {
		return "", err
	}
	id := scope.Child("providers/Microsoft.Resources/deployments", deploymentName(j, record, o))
	err = s.send(ctx, j, o, &arm.Request{Method: http.MethodPut, Path: id.String(), Body: body}, deploymentVersion)
	if e := refusal(err); e != nil && e.Code == "DeploymentActive" {
		return id.String(), nil
	}
	if err != nil {
		return "", err
	}
	return id.String(), s.tell(ctx, j, record, o.correlation, nil)
}

// send makes a request as an assignment's identity, to the resource whose id is the
// request's path.
func (s *Service) send(ctx context.Context, j judged, o order, r *arm.Request, version arm.Version) error {
	principal, client := j.assigned.principal()
	caller, ok := s.engine.Caller(principal, client)
	if principal == "" || !ok {
		return resource.Errorf(resource.KindForbidden, "PolicyAssignmentIdentityMissing", "The policy assignment '%s' has no identity as which it could act.", j.assigned.id)
	}
	r.ID = s.engine.Sources.Next("policy", strings.ToLower(r.Path)).NewGUID()
	r.Path = (&url.URL{Path: r.Path}).EscapedPath()
	r.Query, r.Header, r.Origin = url.Values{"api-version": {string(version)}}, make(http.Header), o.origin
	if o.correlation != "" {
		r.Header.Set(correlationHeader, o.correlation)
	}
	_, err := s.engine.As(ctx, caller, r)
	return err
}

// target is where a deployment is made.
func (s *Service) target(j judged, record resource.Record) (resource.ID, error) {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return id, err
	}
	if j.Details().DeploySubscription {
		return id.SubscriptionID(), nil
	}
	group, ok, err := groupOf(j.Judgement, id)
	if err != nil || ok {
		return group, err
	}
	return id, resource.Invalid("InvalidPolicyDeploymentScope", "The policy cannot deploy for '%s', which stands in no resource group.", record.ID)
}

func deploymentBody(j judged) ([]byte, error) {
	deployment := j.Details().Deployment
	parameters, err := j.DeploymentParameters()
	if err != nil {
		return nil, asFailure(err)
	}
	body := map[string]any{"properties": map[string]any{"mode": deployment.Mode, "template": deployment.Template, "parameters": parameters}}
	if deployment.Location != "" {
		body["location"] = deployment.Location
	}
	return document.Write(body), nil
}

// deploymentName is the same each time for one order: what is done again after a
// crash replaces what was begun before it.
func deploymentName(j judged, record resource.Record, o order) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{j.assigned.id.Key(), strings.ToLower(record.ID), o.name}, "|")))
	return "PolicyDeployment_" + strconv.FormatUint(binary.BigEndian.Uint64(sum[:]), 10)
}

// deployAction is the activity log's name for what deployIfNotExists does.
const deployAction = "Microsoft.Authorization/policies/deployIfNotExists/action"

// tell notes in the activity log that a policy deployed for a resource, or why it
// could not.
func (s *Service) tell(ctx context.Context, j judged, record resource.Record, correlation string, failure *resource.Error) error {
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return err
	}
	principal, client := j.assigned.principal()
	event := arm.Event{
		CorrelationID: correlation, RequestID: s.engine.Sources.Next("policy event", id.Key()).NewGUID(), Caller: principal, CallerName: client,
		Action: deployAction, Scope: record.ID, Type: record.Type, Method: http.MethodPost, Status: http.StatusAccepted,
	}
	if failure != nil {
		event.Status, event.Code, event.Message = http.StatusForbidden, failure.Code, failure.Message
	}
	_, err = s.engine.Store.Update(ctx, resource.Batch{Puts: []resource.Document{s.engine.Event(event, id.Subscription())}})
	return err
}
