package flexible

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// extend gives a machine the extensions of the model, and takes away those that an
// earlier one gave and this one has not.
func (f *Fleet) extend(ctx context.Context, m *Machine, from model.Model) error {
	place := m.Facts.Fleet
	id := resource.MustParseID(m.Record.ID)
	wanted := extension.InProfile(from.Profile, extension.ProfilePath)
	for _, name := range place.Extensions {
		if !slices.ContainsFunc(wanted, func(one extension.Installed) bool { return strings.EqualFold(one.Name, name) }) {
			if err := f.call.Engine().Drop(ctx, f.call, f.unit, id.Child("extensions", name)); err != nil {
				return err
			}
		}
	}
	var names []string
	for _, one := range wanted {
		body := map[string]any{"location": f.set.Location, "properties": document.Clone(one.Properties)}
		if _, err := f.call.Engine().Make(ctx, f.call, f.unit, id.Child("extensions", one.Name), body, nil); err != nil {
			return err
		}
		names = append(names, one.Name)
	}
	if slices.Equal(names, place.Extensions) {
		return nil
	}
	// The machine's document knows its extensions by now.
	vm, err := machine.LoadVM(ctx, f.unit, id)
	if err != nil {
		return err
	}
	m.VM = vm
	m.Facts.Fleet.Extensions = names
	m.Put(f.unit)
	return nil
}

// extended reports whether a machine has the extensions of a model, by their names.
func (f *Fleet) extended(place machine.Membership, to model.Model) bool {
	wanted := extension.InProfile(to.Profile, extension.ProfilePath)
	return len(wanted) == 0 && len(place.Extensions) == 0
}

// lacksExtensions reports whether the extensions that a machine has of its set are
// others than the model's.
func (up *upgradable) lacksExtensions(ctx context.Context, m Machine) (bool, error) {
	wanted := extension.InProfile(up.present.Profile, extension.ProfilePath)
	if len(wanted) != len(m.place().Extensions) {
		return true, nil
	}
	has, err := extension.On(ctx, up.unit, m.Record, m.Facts.Extensions)
	if err != nil {
		return false, err
	}
	for _, one := range wanted {
		at := slices.IndexFunc(has, func(h extension.Installed) bool { return strings.EqualFold(h.Name, one.Name) })
		if at < 0 || !one.Within(has[at]) {
			return true, nil
		}
	}
	return false, nil
}
