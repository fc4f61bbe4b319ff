package apiversion

import (
	"github.com/azimuthid/azimuth/internal/arm"
)

// agentUpdates is the member that tells whether the platform updates the guest
// agent: api-versions of these years show it, later ones no more.
const (
	agentUpdates      = "enableVMAgentPlatformUpdates"
	agentUpdatesSince = "2022-03-01"
	agentUpdatesUntil = "2024-03-01"
)

// ShowsAgentUpdates reports whether the version shows whether the platform updates
// the guest agent.
func ShowsAgentUpdates(v arm.Version) bool {
	return !v.Before(agentUpdatesSince) && v.Before(agentUpdatesUntil)
}

// ShowAgentUpdates adds the member to an osProfile.
func ShowAgentUpdates(profile any) {
	members, _ := profile.(map[string]any)
	for _, system := range []string{"linuxConfiguration", "windowsConfiguration"} {
		if configuration, ok := members[system].(map[string]any); ok {
			configuration[agentUpdates] = false
		}
	}
}
