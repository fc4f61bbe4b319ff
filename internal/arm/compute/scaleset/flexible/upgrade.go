package flexible

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// upgradeAll brings the machines that the set made to its model.
func (f *Fleet) upgradeAll(ctx context.Context, to model.Model) error {
	for i := range f.machines {
		if f.machines[i].place().Model == 0 {
			continue
		}
		if err := f.upgrade(ctx, &f.machines[i], to); err != nil {
			return err
		}
	}
	return nil
}

// atBirth are the members of a profile that a machine has from its making: an
// upgrade to another model does not bring them, or brings them in its own way.
var atBirth = []string{"timeCreated", "osProfile", "storageProfile", "networkProfile", "extensionProfile"}

// upgrade gives a machine the set's present model: its size, its image, its
// identities and extensions. Disks and interfaces are the machine's own since it
// was made.
func (f *Fleet) upgrade(ctx context.Context, m *Machine, to model.Model) error {
	place := m.place()
	on := m.Facts.Power == identity.Running
	id, err := resource.ParseID(m.Record.ID)
	if err != nil {
		return err
	}
	_, err = f.call.Engine().Rewrite(ctx, f.call, f.unit, id, func(w *arm.Write) error {
		for name, value := range to.Profile {
			if !slices.Contains(atBirth, name) {
				w.Properties[name] = document.Clone(value)
			}
		}
		document.Set(w.Properties, "hardwareProfile.vmSize", to.Size())
		if image := document.At(to.Profile, "storageProfile.imageReference"); image != nil {
			document.Remove(w.OldProperties, "storageProfile.imageReference") // what a client may not change, an upgrade does
			document.Set(w.Properties, "storageProfile.imageReference", document.Clone(image))
		}
		w.Identity.User = passOn(w.Identity.User, place.Given, to.Identity.User)
		place.Given = keysOf(to.Identity.User)
		if on || f.extended(place, to) {
			place.Model = to.Number
		}
		m.Facts.Fleet = &place
		w.Record.Keep(m.Facts)
		return nil
	})
	if err != nil || !on {
		return err
	}
	return f.extend(ctx, m, to)
}

// passOn are the user-assigned identities of a machine after its set's model has
// changed: those that somebody gave to the machine itself, and those of the model.
func passOn(held []identity.User, given []string, model []identity.User) []identity.User {
	var next []identity.User
	for _, user := range held {
		if !slices.Contains(given, strings.ToLower(user.ID)) && !holds(model, user) {
			next = append(next, user)
		}
	}
	return append(next, model...)
}

// holds reports whether an identity is among others.
func holds(users []identity.User, one identity.User) bool {
	return slices.ContainsFunc(users, func(user identity.User) bool { return strings.EqualFold(user.ID, one.ID) })
}
