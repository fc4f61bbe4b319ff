package model

import (
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Updating is the state of a scale set while a rolling upgrade is under way.
const Updating = "Updating"

// Failed is what a scale set keeps of an upgrade that failed.
func Failed(at time.Time) *resource.Pending {
	return &resource.Pending{State: "Failed", Ends: &at, Then: "Failed"}
}
