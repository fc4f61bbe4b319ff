package machine

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
	"github.com/azimuthid/azimuth/internal/template/dotnet"
)

// terminateProfile is where a machine says that it wants to be told before it is deleted.
const terminateProfile = "scheduledEventsProfile.terminateNotificationProfile"

// TerminationOf is the impact of a machine's deletion: none unless it asked for notice.
func TerminationOf(record resource.Record) (Impact, error) {
	properties, err := document.Read(record.Properties)
	if err != nil || document.At(properties, terminateProfile+".enable") != true {
		return Impact{}, err
	}
	notice, err := terminateNotice(properties)
	return Impact{scheduledevents.Terminate, notice, "deleted"}, err
}

// The notice that a machine may ask for before it is deleted, and what it has unless
// it says otherwise.
const (
	leastNotice = 5 * time.Minute
	mostNotice  = 15 * time.Minute
)

// terminateNotice is how long before it is deleted a machine wants to be told.
func terminateNotice(profile any) (time.Duration, error) {
	sent := document.At(profile, terminateProfile+".notBeforeTimeout")
	if sent == nil {
		return leastNotice, nil
	}
	text, _ := sent.(string)
	notice, err := dotnet.Duration(text)
	if err != nil || notice < leastNotice || notice > mostNotice {
		return 0, property.Invalid(terminateProfile+".notBeforeTimeout", sent)
	}
	return notice, nil
}

// CompleteEvents checks how long a machine wants to be told before it is deleted,
// and fills in what it does not say.
func CompleteEvents(profile map[string]any) error {
	if _, err := terminateNotice(profile); err != nil {
		return err
	}
	if terminate, ok := document.At(profile, terminateProfile).(map[string]any); ok {
		property.ReadSwitch(terminate, "enable")
		if terminate["enable"] == true {
			document.Default(terminate, "notBeforeTimeout", "PT5M")
		}
	}
	return nil
}

// AnnounceDeletion has a machine told that it is deleted, where it wants to be.
func AnnounceDeletion(ctx context.Context, u *arm.Unit, record resource.Record) error {
	facts, err := resource.Facts[identity.MachineFacts](&record)
	if err != nil {
		return err
	}
	impact, err := TerminationOf(record)
	if err != nil {
		return err
	}
	return impact.disturbs(ctx, u, record, facts.Power)
}
