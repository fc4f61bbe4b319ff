package throttle

import (
	"slices"
	"strings"
	"time"
)

// policy is one of Microsoft.Compute's: a limit for each resource, and one for all
// of a subscription, per minute.
type policy struct {
	name                   string
	resource, subscription Limit // no capacity: no limit
}

func perMinute(capacity int) Limit {
	return Limit{Capacity: capacity, Refill: capacity / 3, Every: time.Minute}
}

// Microsoft.Compute's policies. (Microsoft's "Compute throttling limits"; each
// bucket gets a third of its capacity back in a minute.)
var (
	putVM      = policy{"PutVM", perMinute(12), perMinute(1500)}
	updateVM   = policy{"UpdateVM", perMinute(12), perMinute(1500)}
	deleteVM   = policy{"DeleteVM", perMinute(12), perMinute(1500)}
	getVM      = policy{"LowCostGet", perMinute(36), perMinute(24000)}
	listVMs    = policy{"HighCostGet", Limit{}, perMinute(900)}
	getPolled  = policy{"GetOperation", perMinute(45), perMinute(15000)}
	patchGuest = policy{"VMGuestPatchOperations", perMinute(6), perMinute(600)}

	putSet        = policy{"CreateVMScaleSet", perMinute(12), perMinute(375)}
	updateSet     = policy{"UpdateVMScaleSet", perMinute(12), perMinute(1500)}
	updateSetVMs  = policy{"UpdateVMScaleSet", Limit{}, perMinute(1500)}
	deleteSet     = policy{"DeleteVMScaleSet", perMinute(12), perMinute(525)}
	powerOffSet   = policy{"DeleteVMScaleSet", Limit{}, perMinute(525)}
	getSet        = policy{"GetVMScaleSet", perMinute(36), perMinute(2400)}
	viewSet       = policy{"HighCostGetVMScaleSet", perMinute(30), perMinute(1080)}
	listSets      = policy{"HighCostGetVMScaleSet", Limit{}, perMinute(1080)}
	updateSetVM   = policy{"UpdateVMScaleSetVMs", perMinute(12), perMinute(1500)}
	deleteSetVM   = policy{"DeleteVMScaleSetVMs", perMinute(12), perMinute(1500)}
	getSetVM      = policy{"GetVMScaleSetVMs", perMinute(36), perMinute(6000)}
	setSubOnly    = []string{"start", "restart", "redeploy", "performmaintenance", "reimage", "reimageall"}
	machineStops  = []string{"deallocate", "simulateeviction"}
	guestPatching = []string{"assesspatches", "installpatches"}
	instanceStops = []string{"deallocate", "poweroff"}
)

// Compute are the buckets of a request to Microsoft.Compute, none for one to
// another provider. path is the request's. Azure counts in each region; here all
// are one.
func Compute(method, path string) []Bucket {
	segments := strings.Split(strings.Trim(strings.ToLower(path), "/"), "/")
	provider := slices.Index(segments, "microsoft.compute")
	if provider < 1 || segments[provider-1] != "providers" || segments[0] != "subscriptions" || len(segments) < 2 {
		return nil
	}
	p, named := policyOf(method, segments[provider+1:])
	if p == nil {
		return nil
	}
	var buckets []Bucket
	if p.subscription.Capacity > 0 {
		name := p.name + "SubscriptionMaximum"
		buckets = append(buckets, Bucket{Name: name, Key: name + "|" + segments[1], Limit: p.subscription})
	}
	if p.resource.Capacity > 0 {
		name := p.name + "Resource"
		buckets = append(buckets, Bucket{Name: name, Key: name + "|" + strings.Join(segments[:provider+1+named], "/"), Limit: p.resource})
	}
	return buckets
}

// policyOf is the policy of a request, by what follows the namespace, of which the
// first named segments are the resource that it counts for.
func policyOf(method string, rest []string) (p *policy, named int) {
	class := ClassOf(method)
	switch {
	case len(rest) == 0:
		return nil, 0
	case rest[0] == "locations" && len(rest) > 3 && rest[2] == "operations":
		return &getPolled, 4
	case rest[0] == "locations" && len(rest) == 3 && rest[2] == "virtualmachines":
		return &listVMs, 0
	case rest[0] == "virtualmachines":
		return machinePolicy(class, method, rest), 2
	case rest[0] == "virtualmachinescalesets" && len(rest) >= 4 && rest[2] == "virtualmachines":
		return instancePolicy(class, rest), 4
	case rest[0] == "virtualmachinescalesets":
		return setPolicy(class, method, rest), 2
	}
	return nil, 0
}

// last is the name of an action at the end of the segments.
func last(rest []string) string { return rest[len(rest)-1] }

func machinePolicy(class Class, method string, rest []string) *policy {
	switch {
	case len(rest) == 1:
		return &listVMs
	case class == Read:
		return &getVM
	case len(rest) == 2 && class == Delete, class == Write && slices.Contains(machineStops, last(rest)):
		return &deleteVM
	case len(rest) == 2 && method == "PUT":
		return &putVM
	case slices.Contains(guestPatching, last(rest)):
		return &patchGuest
	}
	return &updateVM
}

func setPolicy(class Class, method string, rest []string) *policy {
	switch {
	case len(rest) == 1:
		return &listSets
	case class == Read && last(rest) == "instanceview":
		return &viewSet
	case class == Read:
		return &getSet
	case len(rest) == 2 && class == Delete, last(rest) == "deallocate":
		return &deleteSet
	case last(rest) == "poweroff":
		return &powerOffSet
	case len(rest) == 2 && method == "PUT":
		return &putSet
	case len(rest) == 3 && slices.Contains(setSubOnly, last(rest)):
		return &updateSetVMs
	}
	return &updateSet
}

func instancePolicy(class Class, rest []string) *policy {
	switch {
	case class == Read:
		return &getSetVM
	case class == Delete, slices.Contains(instanceStops, last(rest)):
		return &deleteSetVM
	}
	return &updateSetVM
}
