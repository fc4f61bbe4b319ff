package upgrade

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
)

// Mode is how changes of the model reach the instances.
type Mode string

// The modes.
const (
	Manual    Mode = "Manual"    // when somebody upgrades them
	Automatic Mode = "Automatic" // by themselves
	Rolling   Mode = "Rolling"   // by themselves, batch after batch
)

// CompletePolicy fills in the upgrade policy and returns its mode. Where there is
// nothing to upgrade from, it stays as it was sent.
func CompletePolicy(properties map[string]any) (mode Mode, err error) {
	if mode, err = modeOf(properties); err != nil {
		return "", err
	}
	if properties["upgradePolicy"] == nil && properties["virtualMachineProfile"] == nil {
		return mode, nil
	}
	document.Set(properties, "upgradePolicy.mode", string(mode))
	policy, sent := document.At(properties, policyPath).(map[string]any)
	if !sent && mode != Rolling {
		return mode, nil
	}
	if !sent {
		policy = make(map[string]any)
		document.Set(properties, policyPath, policy)
	}
	completeRolling(policy)
	_, err = readPolicy(policy)
	return mode, err
}

// modeOf is how changes of the model reach the instances, in Azure's case.
func modeOf(properties map[string]any) (Mode, error) {
	sent := document.At(properties, "upgradePolicy.mode")
	if sent == nil {
		return Manual, nil
	}
	for _, mode := range []Mode{Manual, Automatic, Rolling} {
		if text, ok := sent.(string); ok && strings.EqualFold(text, string(mode)) {
			return mode, nil
		}
	}
	return "", property.Invalid("upgradePolicy.mode", sent)
}
