package answer

import (
	"time"
)

// Provisioned is the status of what was made, or last written, at a time.
func Provisioned(at time.Time) map[string]any {
	s := Status("ProvisioningState/succeeded", "Provisioning succeeded")
	s["time"] = at.UTC().Format(TimeForm)
	return s
}

// Status is one of the statuses of an instance view, with its code, such as
// "PowerState/running", and what it says to people.
func Status(code, display string) map[string]any {
	return map[string]any{"code": code, "level": "Info", "displayStatus": display}
}
