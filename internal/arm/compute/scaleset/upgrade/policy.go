package upgrade

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/dotnet"
)

// policyPath is where a scale set has its policy for rolling upgrades.
const policyPath = "upgradePolicy.rollingUpgradePolicy"

// Policy is a scale set's rollingUpgradePolicy as a rolling upgrade goes by it.
type Policy struct {
	// Batch is how many percent of all instances are upgraded together at most.
	Batch int `json:"batch"`
	// Unhealthy and Upgraded are how many percent of all instances, and of those
	// that were upgraded, may be unhealthy.
	Unhealthy int `json:"unhealthy"`
	Upgraded  int `json:"upgraded"`
	// Pause is the time between the end of a batch and the next one.
	Pause time.Duration `json:"pause"`
	// AcrossZones lets a batch have instances of several zones.
	AcrossZones bool `json:"acrossZones,omitempty"`
	// UnhealthyFirst upgrades unhealthy instances before healthy ones.
	UnhealthyFirst bool `json:"unhealthyFirst,omitempty"`
	// Rollback gives failed instances their earlier model when the upgrade stops at
	// a limit.
	Rollback bool `json:"rollback,omitempty"`
	// Surge makes new instances in the place of those that are to be upgraded.
	Surge bool `json:"surge,omitempty"`
}

// shares are the members of a policy that are percentages, and the least that
// each may be (Azure's description of RollingUpgradePolicy).
var shares = []struct {
	name  string
	least int
	of    func(*Policy) *int
}{
	{"maxBatchInstancePercent", 5, func(p *Policy) *int { return &p.Batch }},
	{"maxUnhealthyInstancePercent", 5, func(p *Policy) *int { return &p.Unhealthy }},
	{"maxUnhealthyUpgradedInstancePercent", 0, func(p *Policy) *int { return &p.Upgraded }},
}

// The defaults of a policy.
const (
	defaultShare = 20 // percent
	defaultPause = "PT0S"
)

// completeRolling fills in the members of a policy that were not sent.
func completeRolling(policy map[string]any) {
	for _, share := range shares {
		document.Default(policy, share.name, document.Numeral(defaultShare))
	}
	document.Default(policy, "pauseTimeBetweenBatches", defaultPause)
	document.Default(policy, "maxSurge", false)
	document.Default(policy, "rollbackFailedInstancesOnPolicyBreach", false)
}

// readPolicy reads a complete policy. It refuses what the API's description
// does not allow.
func readPolicy(policy map[string]any) (p Policy, err error) {
	for _, share := range shares {
		sent := policy[share.name]
		n := document.Int(sent)
		if fmt.Sprint(sent) != document.Numeral(n).String() || n < share.least || n > 100 {
			return p, property.Invalid(policyPath+"."+share.name, sent)
		}
		*share.of(&p) = n
	}
	pause, _ := policy["pauseTimeBetweenBatches"].(string)
	if p.Pause, err = dotnet.Duration(pause); err != nil || p.Pause < 0 {
		return p, property.Invalid(policyPath+".pauseTimeBetweenBatches", policy["pauseTimeBetweenBatches"])
	}
	for name, set := range map[string]*bool{
		"enableCrossZoneUpgrade": &p.AcrossZones, "prioritizeUnhealthyInstances": &p.UnhealthyFirst,
		"rollbackFailedInstancesOnPolicyBreach": &p.Rollback, "maxSurge": &p.Surge,
	} {
		property.ReadSwitch(policy, name)
		sent := policy[name]
		on, ok := sent.(bool)
		if sent != nil && !ok {
			return p, property.Invalid(policyPath+"."+name, sent)
		}
		*set = on
	}
	return p, nil
}

// policyOf is the policy of a scale set's properties, with the defaults where it
// has none, and as it is shown.
func policyOf(properties any) (Policy, json.RawMessage, error) {
	policy, _ := document.Clone(document.At(properties, policyPath)).(map[string]any)
	if policy == nil {
		policy = make(map[string]any)
	}
	completeRolling(policy)
	p, err := readPolicy(policy)
	return p, document.Write(policy), err
}
