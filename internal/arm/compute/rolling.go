package compute

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// rollingUpgrade declares the one resource rollingUpgrades/latest of a scale set:
// its last rolling upgrade, which goes on by itself while it is under way.
func (m machines) rollingUpgrade() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "virtualMachineScaleSets/rollingUpgrades",
		Display:    "Rolling Upgrades",
		Versions:   apiversion.Since("2017-03-30"),
		ReadOnly:   true,
		Operations: arm.ComputeOperations(),
		Orders:     []arm.Action{{Name: "cancel", Display: "Cancel", Do: cancelRollingUpgrade}},
		List:       func(context.Context, *arm.Call) ([]resource.Record, error) { return nil, nil },
		Continue:   m.continueRollout,
		Delete:     dropRollout,
	}
}

// rolloutID is where the last rolling upgrade of a scale set is.
func rolloutID(set resource.ID) resource.ID { return set.Child("rollingUpgrades", "latest") }

// readRollout is the last rolling upgrade of a scale set; ok is false where there
// was none.
func readRollout(ctx context.Context, g resource.Getter, set resource.ID) (r rollout, ok bool, err error) {
	record, _, err := resource.Load(ctx, g, rolloutID(set).Key())
	if errors.Is(err, resource.ErrNotFound) {
		return r, false, nil
	}
	if err == nil {
		r, err = resource.Facts[rollout](&record)
	}
	return r, err == nil, err
}

// put writes the upgrade of a scale set into the unit.
func (r rollout) put(u *arm.Unit, set resource.Record) {
	record := resource.Record{
		ID: set.ID + "/rollingUpgrades/latest", Type: identity.ScaleSetType + "/rollingUpgrades", Location: set.Location, Created: r.Started, Modified: r.LastActionTime,
		Properties: document.Write(r.show()),
	}
	record.Keep(r)
	if r.runs() {
		u.Put(record.Document(arm.DueIndex(r.Next)))
		return
	}
	u.Put(record.Document())
}

// roll begins a rolling upgrade of the named instances. Where operations take time,
// it goes on batch after batch, and the operation that the call begins ends with it;
// the scale set is being updated until then. Otherwise it is over in the unit.
func roll(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, workers instances, r rollout) (rollout, error) {
	now := c.Engine().Sources.Now().UTC()
	r.Code, r.Started, r.LastAction, r.LastActionTime, r.Next = rollingForward, now, started, now, now
	if r.Goal == toExtensions {
		r.Policy.Surge = false // nothing is made anew
	}
	r.Earlier = forRollback(r)
	if key, ok := c.Lasts(r.expected(len(workers.states()), batchTakes, r.Policy.Pause)); ok {
		r.Begun = key
		r.put(u, set)
		return r, nil
	}
	if err := r.advance(ctx, workers, now, 0, 0); err != nil {
		return r, err
	}
	r.Earlier = nil
	r.put(u, set)
	return r, nil
}

// forRollback is the earlier model, if it is to be kept.
func forRollback(r rollout) *keptModel {
	if r.Policy.Rollback {
		return r.Earlier
	}
	return nil
}

// continueRollout carries on with a rolling upgrade whose batch is over, or whose
// next one begins.
func (m machines) continueRollout(ctx context.Context, c *arm.Call, u *arm.Unit, d resource.Document, refused *resource.Error) error {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return err
	}
	r, err := resource.Facts[rollout](&record)
	if err != nil {
		return err
	}
	setID := c.ID.Parent()
	set, sd, err := resource.Load(ctx, u, setID.Key())
	if err != nil {
		return err
	}
	at := r.Next
	switch {
	case set.Pending != nil && set.Pending.State == "Deleting":
		r.end(rollCancelled, nil)
	case refused != nil:
		r.end(rollFaulted, &rollError{refused.Code, refused.Message})
	default:
		if at, err = m.carryOn(ctx, c, u, &set, &r); err != nil {
			return err
		}
	}
	if !r.runs() {
		if err := r.settle(ctx, u, &set, at); err != nil {
			return err
		}
	}
	r.put(u, set)
	u.Put(set.Document(sd.Indexes...))
	return nil
}

// carryOn does the next step of the upgrade, and returns its time.
func (m machines) carryOn(ctx context.Context, c *arm.Call, u *arm.Unit, set *resource.Record, r *rollout) (at time.Time, err error) {
	facts, err := resource.Facts[setFacts](set)
	if err != nil {
		return at, err
	}
	present, err := presentModel(*set)
	if err != nil {
		return at, err
	}
	workers, err := m.upgradable(ctx, c, u, *set, present, &facts.Next)
	if err != nil {
		return at, err
	}
	takes, pause := batchTakes, r.Policy.Pause
	if c.Engine().Pace == arm.AtOnce {
		takes, pause = 0, 0
	}
	at = r.Next
	err = r.step(ctx, workers, takes, pause)
	set.Keep(facts)
	return at, err
}

// settle ends what ended with the upgrade: the operations, and the scale set's
// being updated.
func (r *rollout) settle(ctx context.Context, u *arm.Unit, set *resource.Record, at time.Time) error {
	var failure *resource.Error
	switch {
	case r.Error != nil:
		failure = r.Error.refusal()
	case r.Code == rollCancelled:
		failure = cancelledError(set.Name())
	}
	if set.Pending != nil && set.Pending.State == updating {
		set.Pending = nil
		if r.Code == rollFaulted {
			set.Pending = failedPending(at)
		}
	}
	err := u.EndOperation(ctx, r.Begun, at, failure)
	for _, key := range r.Cancels {
		err = errors.Join(err, u.EndOperation(ctx, key, at, nil))
	}
	r.Begun, r.Cancels, r.Earlier = "", nil, nil
	return err
}

// updating is the state of a scale set while a rolling upgrade is under way.
const updating = "Updating"

// failedPending is what a scale set keeps of an upgrade that failed.
func failedPending(at time.Time) *resource.Pending {
	return &resource.Pending{State: "Failed", Ends: &at, Then: "Failed"}
}

// dropRollout ends the operations of a rolling upgrade that goes with its scale set.
func dropRollout(ctx context.Context, removal *arm.Removal) error {
	r, err := resource.Facts[rollout](&removal.Record)
	if err != nil || !r.runs() {
		return err
	}
	r.end(rollCancelled, nil)
	set := resource.Record{ID: removal.ID.Parent().String()}
	return r.settle(ctx, removal.Unit, &set, removal.Engine().Sources.Now())
}

// cancelRollingUpgrade serves POST {set}/rollingUpgrades/cancel: the batch that is
// under way is the last one.
func cancelRollingUpgrade(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	setID := c.ID.Parent()
	return c.ChangeRecord(ctx, setID, func(u *arm.Unit, sd resource.Document, set resource.Record) error {
		r, ok, err := readRollout(ctx, u, setID)
		if err != nil {
			return err
		}
		if !ok || !r.runs() {
			return resource.Conflict("OperationNotAllowed", "There is no ongoing Rolling Upgrade to cancel on Virtual Machine Scale Set '%s'.", setID.Name())
		}
		now := c.Engine().Sources.Now().UTC()
		r.LastAction, r.LastActionTime = cancelled, now
		if len(r.Batch) > 0 {
			if key, ok := c.Lasts(r.Next.Sub(now)); ok && !slices.Contains(r.Cancels, key) {
				r.Cancels = append(r.Cancels, key)
			}
			r.put(u, set)
			return nil
		}
		r.end(rollCancelled, nil)
		if err := r.settle(ctx, u, &set, now); err != nil {
			return err
		}
		r.put(u, set)
		u.Put(set.Document(sd.Indexes...))
		return nil
	})
}

// previous is what the scale set's instances were made from before a write.
func previous(w *arm.Write, number int) *keptModel {
	if w.Old == nil {
		return nil
	}
	profile, _ := w.OldProperties["virtualMachineProfile"].(map[string]any)
	var sku json.RawMessage
	if w.Old.Members != nil {
		sku = w.Old.Members["sku"]
	}
	return model{number: number, identity: w.OldIdentity, profile: profile, sku: sku, tags: w.Old.Tags}.keep()
}
