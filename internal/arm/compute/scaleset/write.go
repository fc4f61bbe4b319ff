package scaleset

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/group"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// frozen are the properties of scale sets that are chosen at creation.
var frozen = []property.Frozen{
	{Path: "virtualMachineProfile.osProfile.adminUsername", Name: "osProfile.adminUsername"},
	{Path: "virtualMachineProfile.osProfile.computerNamePrefix", Name: "osProfile.computerNamePrefix"},
	{Path: "virtualMachineProfile.storageProfile.osDisk.createOption", Name: "osDisk.createOption"},
	{Path: "orchestrationMode"},
	{Path: "platformFaultDomainCount"},
}

// write completes and checks a scale set, and then brings its instances to what it says.
func (s sets) write(ctx context.Context, w *arm.Write) error {
	facts, err := resource.Facts[model.Facts](w.Old)
	if err != nil {
		return err
	}
	if err := readOrchestration(w); err != nil {
		return err
	}
	if w.Old != nil && !w.Patching() {
		keepUnsent(w)
	}
	if err := checkProfiled(w); err != nil {
		return err
	}
	if w.Old == nil {
		begin(w, &facts)
	}
	if err := keep(w); err != nil {
		return err
	}
	mode, err := upgrade.CompletePolicy(w.Properties)
	if err != nil {
		return err
	}
	capacity, err := readCapacity(w)
	if err != nil {
		return err
	}
	if err := completeProfile(ctx, w); err != nil {
		return err
	}
	if err := group.Join(ctx, w); err != nil {
		return err
	}
	if err := joinSubnets(ctx, w); err != nil {
		return err
	}
	if err := s.scale(ctx, w, &facts, capacity, mode); err != nil {
		return err
	}
	w.Record.Keep(facts)
	return nil
}

// keep puts back what clients do not choose, and refuses what they may not choose now,
// or never for a Flexible scale set.
func keep(w *arm.Write) error {
	property.Restore(w, "uniqueId", "timeCreated", "virtualMachineProfile.timeCreated")
	machine.KeepTagless(w)
	if err := property.KeepFrozen(w, frozen); err != nil {
		return err
	}
	if model.IsFlexible(w.Properties) {
		return flexible.Check(w)
	}
	return nil
}

// begin fills in what is chosen at creation.
func begin(w *arm.Write, facts *model.Facts) {
	for _, d := range lateDefaults {
		if document.At(w.Properties, d.Path) == nil {
			facts.Unasked = append(facts.Unasked, d.Path)
		}
	}
	w.Properties["uniqueId"] = w.Engine().Sources.For("uniqueId", w.ID.Key()).NewGUID()
	w.Properties["timeCreated"] = answer.Timestamp(w.Engine())
	if profile := model.ProfileOf(w); profile != nil {
		profile["timeCreated"] = w.Properties["timeCreated"]
	}
	if model.IsFlexible(w.Properties) {
		flexible.Begin(w)
		return
	}
	uniform.Begin(w)
}

// keepUnsent keeps what a PUT leaves out as a whole: clients scale with the size
// and the location alone.
func keepUnsent(w *arm.Write) {
	for _, path := range []string{"upgradePolicy", "virtualMachineProfile", "virtualMachineProfile.networkProfile"} {
		if old := document.At(w.OldProperties, path); old != nil && document.At(w.Body, "properties."+path) == nil {
			document.Set(w.Properties, path, document.Clone(old))
		}
	}
}
