package upgrade

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
)

// State is an instance of a scale set as a rolling upgrade sees it.
type State struct {
	Name, Zone string
	// Healthy instances run. There are no health probes here: whether a machine is
	// on is all that is known.
	Healthy bool
}

// Instances are the instances of a scale set, to a rolling upgrade.
type Instances interface {
	// States are those of the instances that are there now.
	States() []State
	// Behind are the names of those that lack what an upgrade brings.
	Behind(ctx context.Context, to Goal) ([]string, error)
	// Upgrade brings an instance what the upgrade is about. It is under way until a time.
	Upgrade(ctx context.Context, name string, to Goal, until time.Time) error
	// Add makes another instance of the present model, and returns its name.
	Add(ctx context.Context, until time.Time) (string, error)
	// Remove deletes an instance.
	Remove(ctx context.Context, name string) error
	// Restore gives an instance an earlier model.
	Restore(ctx context.Context, name string, earlier model.Model) error
}
