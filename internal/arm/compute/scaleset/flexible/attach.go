package flexible

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// setPath is where a virtual machine names the Flexible scale set that it is in.
const setPath = "virtualMachineScaleSet.id"

// Join puts the virtual machine that is written into the scale set that it names,
// takes it out, or leaves it where it is, and keeps its place with it. The rules are
// those of Microsoft's "Attach or detach a Virtual Machine to or from a Virtual Machine
// Scale Set".
func Join(ctx context.Context, w *arm.Write) error {
	before := document.String(w.OldProperties, setPath)
	if _, _, sent := document.Member(document.At(w.Body, "properties"), "virtualMachineScaleSet"); !sent && before != "" {
		document.Set(w.Properties, setPath, before)
	}
	value := document.At(w.Properties, setPath)
	if value == nil {
		document.Remove(w.Properties, "virtualMachineScaleSet")
		if before != "" {
			return leave(ctx, w, before)
		}
		if domain := document.At(w.Properties, "platformFaultDomain"); domain != nil {
			return property.Invalid("platformFaultDomain", domain)
		}
		return nil
	}
	id, err := arm.ReadReference(value, "properties."+setPath)
	if err != nil {
		return err
	}
	switch {
	case before != "" && !property.Same(before, id.String()):
		return property.Changed(setPath)
	case before == "" && !w.Provides():
		if err := enter(ctx, w, id); err != nil {
			return err
		}
	}
	w.Uses(id)
	return nil
}

// place keeps a machine's place in its scale set; nil for none.
func place(w *arm.Write, at *machine.Membership) error {
	facts, err := resource.Facts[machine.Facts](&w.Record)
	if err != nil {
		return err
	}
	facts.Fleet = at
	w.Record.Keep(facts)
	return nil
}

// flexibleAt reads the Flexible scale set with an id that a machine refers to.
func flexibleAt(ctx context.Context, w *arm.Write, id resource.ID) (resource.Record, any, error) {
	set, err := w.Unit.Record(ctx, id)
	if errors.Is(err, resource.ErrNotFound) || err == nil && !strings.EqualFold(set.Type, identity.ScaleSetType) {
		return set, nil, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: setPath, Message: fmt.Sprintf("The Virtual Machine Scale Set '%s' referenced by the Virtual Machine does not exist.", id)}
	}
	if err != nil {
		return set, nil, err
	}
	properties, err := document.Read(set.Properties)
	if err == nil && !model.IsFlexible(properties) {
		err = resource.Conflict("OperationNotAllowed", "This operation is not allowed because referenced Virtual Machine Scale Set '%s' does not have orchestration mode set to 'Flexible'.", id.Name())
	}
	return set, properties, err
}

// enter puts a machine into a scale set, which grows by it.
func enter(ctx context.Context, w *arm.Write, id resource.ID) error {
	set, properties, err := flexibleAt(ctx, w, id)
	if err != nil {
		return err
	}
	if err := fits(w, id, set); err != nil {
		return err
	}
	fleet, err := readWith(ctx, w.Call, w.Unit, set, properties)
	if err != nil {
		return err
	}
	if w.Old != nil {
		if err := mayEnter(w, id, properties, fleet.domains); err != nil {
			return err
		}
	}
	facts, err := resource.Facts[model.Facts](&set)
	if err != nil {
		return err
	}
	at := machine.Membership{Number: facts.Next}
	if at.Domain, err = fleet.domainFor(w); err != nil {
		return err
	}
	if err := place(w, &at); err != nil {
		return err
	}
	facts.Next++
	if err := keepFacts(ctx, w.Unit, id, facts); err != nil {
		return err
	}
	return model.ChangeCapacity(ctx, w.Unit, id, 1)
}

// domainFor is the fault domain of a machine that enters: the one that it names, or a
// free one.
func (f *Fleet) domainFor(w *arm.Write) (int, error) {
	wanted := document.At(w.Properties, "platformFaultDomain")
	if wanted == nil {
		zone := ""
		if zones := zonesOf(w.Record); len(zones) > 0 {
			zone = zones[0]
		}
		return f.freeDomain(zone), nil
	}
	domain := document.Int(wanted)
	if f.domains < 2 || fmt.Sprint(wanted) != document.Numeral(domain).String() || domain < 0 || domain >= f.domains {
		return 0, property.Invalid("platformFaultDomain", wanted)
	}
	return domain, nil
}

// keepFacts stores the facts of a scale set.
func keepFacts(ctx context.Context, u *arm.Unit, set resource.ID, facts model.Facts) error {
	record, d, err := resource.Load(ctx, u, set.Key())
	if err != nil {
		return err
	}
	record.Keep(facts)
	u.Put(record.Document(d.Indexes...))
	return nil
}

// leave takes a machine out of its scale set. It keeps its identities.
func leave(ctx context.Context, w *arm.Write, before string) error {
	id, err := resource.ParseID(before)
	if err != nil {
		return err
	}
	_, properties, err := flexibleAt(ctx, w, id)
	if err != nil {
		return err
	}
	if document.Int(document.At(properties, "platformFaultDomainCount")) > 1 {
		return resource.Conflict("OperationNotAllowed", "Virtual Machine Scale Set '%s' does not support detaching an existing Virtual Machine from it because the Virtual Machine Scale Set has more than 1 fault domains. %s", id.Name(), attachHelp)
	}
	if err := place(w, nil); err != nil {
		return err
	}
	return model.ChangeCapacity(ctx, w.Unit, id, -1)
}

// Leave lowers the capacity of the scale set that a deleted machine was in,
// unless that goes too.
func Leave(ctx context.Context, r *arm.Removal, properties any) error {
	set, err := resource.ParseID(document.String(properties, setPath))
	if err != nil || set.IsRoot() {
		return nil //nolint:nilerr // it is in none
	}
	if err := model.ChangeCapacity(ctx, r.Unit, set, -1); err != nil && !errors.Is(err, resource.ErrNotFound) {
		return err
	}
	return nil
}
