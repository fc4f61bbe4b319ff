package deployments

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// operation is one step of a deployment: a row beneath it. Where the step changes
// something the row commits with the change, so that after a crash neither is
// without the other.
type operation struct {
	ID    string `json:"id"`
	Order int    `json:"order"` // in the plan
	// Verb is "Create", "Read", "Delete" or "EvaluateDeploymentOutput".
	Verb  string    `json:"verb"`
	State string    `json:"state"`
	Code  string    `json:"code,omitempty"` // HTTP status, such as "Created"
	Began time.Time `json:"began"`
	// Ends is when the resource's own operation is over; until then the step runs.
	Ends time.Time `json:"ends"`
	// Held is the mark of the fault that keeps it in progress beyond that, or "".
	Held     string          `json:"held,omitempty"`
	Tracking string          `json:"trackingId"`
	Target   string          `json:"target,omitempty"` // id of the resource
	Type     string          `json:"type,omitempty"`
	Name     string          `json:"name,omitempty"`
	Failure  json.RawMessage `json:"failure,omitempty"` // in the form of an error
}

const operationType = deploymentType + "/operations"

const operationKind = "microsoft.resources/deployments/operations"

// operationID is the id of a step, the same whenever it is worked out.
func operationID(status, verb string, target resource.ID) string {
	sum := sha256.Sum256([]byte(status + verb + target.Key()))
	return strings.ToUpper(fmt.Sprintf("%x", sum[:8]))
}

// document is the row of an operation of the deployment with this canonical id.
func (o operation) document(deployment string) resource.Document {
	return resource.Record{
		ID: deployment + "/operations/" + o.ID, Type: operationType, Server: document.Write(o), Created: o.Began, Modified: o.Ends,
	}.Document()
}

func parseOperation(record resource.Record) (operation, error) {
	var o operation
	if err := json.Unmarshal(record.Server, &o); err != nil {
		return o, fmt.Errorf("deployments: %s: %w", record.ID, err)
	}
	return o, nil
}

// underway reports whether the resource's own operation runs, of a step whose
// request was answered well.
func (s *Service) underway(o operation) bool {
	return o.State == succeeded && (s.Engine.Sources.Now().Before(o.Ends) || s.Engine.Faults.Holds(o.Held))
}

// shown is the operation as its properties.
func (s *Service) shown(o operation) map[string]any {
	ended, state := o.Ends, o.State
	if s.underway(o) {
		state = running
	}
	if state == running {
		ended = s.Engine.Sources.Now()
	}
	shown := map[string]any{
		"provisioningOperation": o.Verb,
		"provisioningState":     state,
		"timestamp":             timestamp(ended),
		"duration":              duration(ended.Sub(o.Began)),
		"trackingId":            o.Tracking,
	}
	if o.Code != "" && state != running {
		shown["statusCode"] = o.Code
	}
	if len(o.Failure) > 0 {
		failure, _ := document.Read(o.Failure) // we wrote it
		shown["statusMessage"] = map[string]any{"status": failed, "error": failure}
	}
	if o.Target != "" {
		shown["targetResource"] = map[string]any{"id": o.Target, "resourceType": o.Type, "resourceName": o.Name}
	}
	return shown
}
