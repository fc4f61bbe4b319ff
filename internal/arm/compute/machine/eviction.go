package machine

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// Eviction is the action simulateEviction of spot machines. Who asks is answered
// before it happens: a machine has 30 seconds' notice of it.
func Eviction(do func(context.Context, *arm.Call) (*arm.Response, error)) arm.Action {
	return arm.Action{Name: "simulateEviction", Display: "Simulate the eviction of", Later: scheduledevents.PreemptNotice, Do: do}
}

// EvictedForGood reports whether a spot machine is deleted when it is evicted,
// rather than deallocated; an error where it is no spot machine.
func EvictedForGood(machine resource.Record) (bool, error) {
	properties, err := document.Read(machine.Properties)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(document.String(properties, "priority")) {
	case "spot", "low": // what spot was called before
	default:
		return false, resource.Conflict("OperationNotAllowed", "Operation 'simulateEviction' is allowed only for Spot Virtual Machines.")
	}
	return strings.EqualFold(document.String(properties, "evictionPolicy"), "Delete"), nil
}
