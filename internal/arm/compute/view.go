package compute

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
)

// arrival is when a member of the properties came: earlier api-versions do not show it.
type arrival struct {
	path  string // dotted; "*" stands for every element of an array
	since arm.Version
}

// machineArrivals are the members of virtual machines and instances, and under
// virtualMachineProfile those of scale sets.
var machineArrivals = []arrival{
	{"osProfile.allowExtensionOperations", "2018-06-01"},
	{"osProfile.requireGuestProvisionSignal", "2019-03-01"},
	{"osProfile.linuxConfiguration.provisionVMAgent", "2018-06-01"},
	{"osProfile.linuxConfiguration.patchSettings", "2020-12-01"},
	{"osProfile.linuxConfiguration.patchSettings.assessmentMode", "2021-03-01"},
	{"osProfile.windowsConfiguration.patchSettings", "2020-06-01"},
	{"osProfile.windowsConfiguration.patchSettings.assessmentMode", "2021-03-01"},
	{"storageProfile.imageReference.exactVersion", "2019-12-01"},
	{"storageProfile.osDisk.deleteOption", "2021-03-01"},
	{"storageProfile.dataDisks.*.deleteOption", "2021-03-01"},
	{"storageProfile.dataDisks.*.toBeDetached", "2019-03-01"},
	{"storageProfile.diskControllerType", "2022-08-01"},
}

// hideLater takes away what came after the version.
func hideLater(properties map[string]any, v arm.Version, arrivals []arrival) {
	for _, a := range arrivals {
		if v.Before(a.since) {
			take(properties, strings.Split(a.path, "."))
		}
	}
}

// hides reports whether the version comes before one of the arrivals.
func hides(v arm.Version, arrivals []arrival) bool {
	for _, a := range arrivals {
		if v.Before(a.since) {
			return true
		}
	}
	return false
}

func take(value any, path []string) {
	switch v := value.(type) {
	case []any:
		if path[0] == "*" {
			for _, element := range v {
				take(element, path[1:])
			}
		}
	case map[string]any:
		if len(path) == 1 {
			delete(v, path[0])
			return
		}
		take(v[path[0]], path[1:])
	}
}

// under puts a prefix before the paths.
func under(prefix string, arrivals []arrival) []arrival {
	moved := make([]arrival, len(arrivals))
	for i, a := range arrivals {
		moved[i] = arrival{prefix + "." + a.path, a.since}
	}
	return moved
}

// agentUpdates is the member that tells whether the platform updates the guest
// agent: api-versions of these years show it, later ones no more.
const (
	agentUpdates      = "enableVMAgentPlatformUpdates"
	agentUpdatesSince = "2022-03-01"
	agentUpdatesUntil = "2024-03-01"
)

func showsAgentUpdates(v arm.Version) bool {
	return !v.Before(agentUpdatesSince) && v.Before(agentUpdatesUntil)
}

// showAgentUpdates adds the member to an osProfile.
func showAgentUpdates(profile any) {
	members, _ := profile.(map[string]any)
	for _, system := range []string{"linuxConfiguration", "windowsConfiguration"} {
		if configuration, ok := members[system].(map[string]any); ok {
			configuration[agentUpdates] = false
		}
	}
}
