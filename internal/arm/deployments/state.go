package deployments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The states of deployments and of their operations.
const (
	accepted  = "Accepted"
	running   = "Running"
	succeeded = "Succeeded"
	failed    = "Failed"
	canceled  = "Canceled"
)

func terminal(state string) bool { return state == succeeded || state == failed || state == canceled }

// state is what the server keeps of a deployment beside what it shows: the
// Server part of its record. Whether it still runs is decided here alone.
type state struct {
	// Status is the 20-digit id of this deployment among those of its name.
	Status      string    `json:"status"`
	State       string    `json:"state"`
	Mode        string    `json:"mode"`
	Started     time.Time `json:"started"`
	Ended       time.Time `json:"ended,omitzero"`
	Caller      string    `json:"caller"`     // object id
	CallerName  string    `json:"callerName"` // for error texts
	Correlation string    `json:"correlationId"`
	// Within is the Status of the deployment that this one is nested in, which
	// runs it; "" for one that was asked for itself.
	Within string `json:"within,omitempty"`
	Origin string `json:"origin"` // at which the client reached us
}

// activeIndex finds the deployments that are to be resumed.
var activeIndex = resource.Index{Name: "deployments", Value: "active"}

// document is the deployment's stored form.
func (st state) document(record resource.Record) resource.Document {
	record.Server = document.Write(st)
	if !terminal(st.State) && st.Within == "" {
		return record.Document(activeIndex)
	}
	return record.Document()
}

// stateOf reads what the server keeps of a deployment.
func stateOf(record resource.Record) (state, error) {
	var st state
	if err := json.Unmarshal(record.Server, &st); err != nil {
		return st, fmt.Errorf("deployments: %s: %w", record.ID, err)
	}
	return st, nil
}

// reader is a store or a unit.
type reader interface {
	Get(ctx context.Context, key string) (resource.Document, error)
}

// load reads a deployment; ok is false where there is none.
func load(ctx context.Context, g reader, id resource.ID) (record resource.Record, st state, ok bool, err error) {
	d, err := g.Get(ctx, id.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return record, st, false, nil
	}
	if err != nil {
		return record, st, false, err
	}
	if record, err = resource.ParseRecord(d); err != nil {
		return record, st, false, err
	}
	st, err = stateOf(record)
	return record, st, true, err
}

// newStatus makes the id of a deployment: as Azure's, what is left of time from
// then on, in ticks of 100 ns. The last digits are random, so that two
// deployments of one moment differ.
func newStatus(s resource.Sources) string {
	const ticksToEpoch = 621355968000000000 // from the year 1
	ticks := s.Now().UnixNano()/100 + ticksToEpoch
	random := s.Bytes(2)
	ticks = ticks - ticks%10000 + (int64(random[0])<<8|int64(random[1]))%10000
	return fmt.Sprintf("%020d", int64(9223372036854775807)-ticks)
}

// canonical is a deployment's id with the fixed words in Azure's case.
func canonical(id resource.ID) string {
	scope := id.Parent()
	prefix := ""
	switch {
	case scope.ResourceGroup() != "":
		prefix = "/subscriptions/" + scope.Subscription() + "/resourceGroups/" + scope.ResourceGroup()
	case !scope.IsRoot():
		prefix = "/subscriptions/" + scope.Subscription()
	}
	return prefix + "/providers/" + deploymentType + "/" + id.Name()
}

var _ reader = (*arm.Unit)(nil)
