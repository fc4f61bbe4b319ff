package compute

import (
	"context"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// rolled is the last rolling upgrade of a scale set. It was done batch after
// batch, which takes no time here.
type rolled struct {
	At        time.Time `json:"at"`
	Instances int       `json:"instances"`
}

// rollingUpgrade declares the one resource rollingUpgrades/latest of a scale set.
func rollingUpgrade() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "virtualMachineScaleSets/rollingUpgrades",
		Display:  "Rolling Upgrades",
		Versions: since("2017-03-30"),
		ReadOnly: true,
		Orders:   []arm.Action{{Name: "cancel", Display: "Cancel", Do: cancelRollingUpgrade}},
		Get:      getRollingUpgrade,
		List:     func(context.Context, *arm.Call) ([]resource.Record, error) { return nil, nil },
	}
}

// cancelRollingUpgrade serves POST {set}/rollingUpgrades/cancel. An upgrade is over
// as soon as it has begun, so that there is none to cancel.
func cancelRollingUpgrade(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Engine().Store.Get(ctx, c.ID.Parent().Key()); isMissing(err) {
		return nil, c.Missing(ctx)
	} else if err != nil {
		return nil, err
	}
	return nil, resource.Conflict("OperationNotAllowed", "There is no ongoing Rolling Upgrade to cancel on Virtual Machine Scale Set '%s'.", c.ID.Parent().Name())
}

func getRollingUpgrade(ctx context.Context, c *arm.Call) (resource.Record, error) {
	d, err := c.Engine().Store.Get(ctx, c.ID.Parent().Key())
	if isMissing(err) {
		return resource.Record{}, c.Missing(ctx)
	}
	if err != nil {
		return resource.Record{}, err
	}
	set, err := resource.ParseRecord(d)
	if err != nil {
		return set, err
	}
	facts, err := readFacts[setFacts](&set)
	if err != nil {
		return set, err
	}
	if facts.Rolled == nil || !strings.EqualFold(c.ID.Name(), "latest") {
		return set, c.Missing(ctx)
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return set, err
	}
	return resource.Record{
		ID:         set.ID + "/rollingUpgrades/latest",
		Type:       c.Type.FullName(),
		Location:   set.Location,
		Properties: document.Write(showRolled(*facts.Rolled, document.At(properties, "upgradePolicy.rollingUpgradePolicy"))),
	}, nil
}

func showRolled(r rolled, policy any) map[string]any {
	at := r.At.UTC().Format(timeForm)
	shown := map[string]any{
		"runningStatus": map[string]any{"code": "Completed", "startTime": at, "lastAction": "Start", "lastActionTime": at},
		"progress": map[string]any{
			"successfulInstanceCount": r.Instances, "failedInstanceCount": 0, "inProgressInstanceCount": 0, "pendingInstanceCount": 0,
		},
	}
	if policy != nil {
		shown["policy"] = policy
	}
	return shown
}
