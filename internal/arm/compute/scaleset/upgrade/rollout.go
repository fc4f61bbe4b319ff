package upgrade

import (
	"encoding/json"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Goal is what a rolling upgrade brings to instances.
type Goal string

// The goals.
const (
	ToModel      Goal = "model"      // all of the set's present model
	ToSystem     Goal = "system"     // its image: they are made anew from the model
	ToExtensions Goal = "extensions" // its extensions alone
)

// The states of a rolling upgrade.
const (
	codeForward   = "RollingForward"
	codeCancelled = "Cancelled"
	codeCompleted = "Completed"
	codeFaulted   = "Faulted"
)

// batchTakes is how long a batch is under way where operations take time.
const batchTakes = 30 * time.Second

// Rollout is a rolling upgrade as the server keeps it, in the document of
// rollingUpgrades/latest. Instances are told by their names; those that have gone
// meanwhile are passed over.
type Rollout struct {
	Goal   Goal            `json:"goal"`
	Policy Policy          `json:"policy"`
	Shown  json.RawMessage `json:"shown"` // the policy as it is shown
	// Pending are still to come, Batch are under way, Fresh are those that were made
	// in their place, Failed were upgraded and are not healthy.
	Pending []string `json:"pending,omitempty"`
	Batch   []string `json:"batch,omitempty"`
	Fresh   []string `json:"fresh,omitempty"`
	Failed  []string `json:"failed,omitempty"`
	// Upgraded counts those that were upgraded and are healthy.
	Upgraded int `json:"upgraded"`
	// Code is the state; LastAction is "Start" or "Cancel".
	Code           string    `json:"code"`
	Started        time.Time `json:"started"`
	LastAction     string    `json:"lastAction"`
	LastActionTime time.Time `json:"lastActionTime"`
	// Next is when the batch is over, or when the next one begins.
	Next time.Time `json:"next,omitzero"`
	// Begun and Cancels are the keys of the operations that end with the upgrade:
	// the one that began it, and those that stop it.
	Begun   string   `json:"begun,omitempty"`
	Cancels []string `json:"cancels,omitempty"`
	// Earlier is the model to which failed instances are rolled back; nil for none.
	Earlier *model.Kept `json:"earlier,omitempty"`
	// Error is why the upgrade stopped.
	Error *reason `json:"error,omitempty"`
}

// reason is why a rolling upgrade stopped.
type reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refusal is the error as an operation shows it.
func (e reason) refusal() *resource.Error { return resource.Conflict(e.Code, "%s", e.Message) }

// runs reports whether the upgrade is under way.
func (r Rollout) runs() bool { return r.Code == codeForward }

// show is the upgrade as rollingUpgrades/latest shows it.
func (r Rollout) show() map[string]any {
	shown := map[string]any{
		"policy": r.Shown,
		"runningStatus": map[string]any{
			"code": r.Code, "startTime": r.Started.UTC().Format(answer.TimeForm),
			"lastAction": r.LastAction, "lastActionTime": r.LastActionTime.UTC().Format(answer.TimeForm),
		},
		"progress": map[string]any{
			"successfulInstanceCount": r.Upgraded, "failedInstanceCount": len(r.Failed),
			"inProgressInstanceCount": len(r.Batch), "pendingInstanceCount": len(r.Pending),
		},
	}
	if r.Error != nil {
		shown["error"] = map[string]any{"code": r.Error.Code, "message": r.Error.Message}
	}
	return shown
}
