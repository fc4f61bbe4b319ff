package machine

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// Impact is what an action does to a machine that runs; the zero impact is none.
type Impact struct {
	kind   scheduledevents.Type
	notice time.Duration
	done   string // what is done to the machine, for people
}

// Felt reports whether a machine in a state feels it: only one that runs does.
func (i Impact) Felt(power identity.Power) bool { return i.kind != "" && power == identity.Running }

// disturbs has the machine told of what the unit does to it.
func (i Impact) disturbs(ctx context.Context, u *arm.Unit, record resource.Record, power identity.Power) error {
	if !i.Felt(power) {
		return nil
	}
	announced, err := i.On(ctx, u, record)
	if err == nil {
		u.Disturbs(announced)
	}
	return err
}

// On is the impact on a machine, as it is announced.
func (i Impact) On(ctx context.Context, u *arm.Unit, record resource.Record) (scheduledevents.Impact, error) {
	group, name, err := scheduledevents.Place(ctx, u, record)
	description := "Virtual machine is going to be " + i.done
	if i.kind != scheduledevents.Preempt {
		description += " as requested by authorized user."
	}
	return scheduledevents.Impact{Group: group, Machine: name, Type: i.kind, Notice: i.notice, Description: description}, err
}
