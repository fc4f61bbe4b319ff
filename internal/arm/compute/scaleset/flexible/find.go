package flexible

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// find is the Flexible scale set and the virtual machine that an instance's id means;
// ok is false where there is none.
func find(ctx context.Context, g resource.Getter, id resource.ID) (set resource.Record, m Machine, ok bool, err error) {
	set, _, err = resource.Load(ctx, g, id.Parent().Key())
	if err != nil {
		return set, m, false, ignoreMissing(err)
	}
	if ok, err = model.IsFlexibleSet(set); err != nil || !ok {
		return set, m, false, err
	}
	if m.VM, err = machine.LoadVM(ctx, g, machineID(id)); err != nil {
		return set, m, false, ignoreMissing(err)
	}
	properties, err := document.Read(m.Record.Properties)
	return set, m, strings.EqualFold(document.String(properties, setPath), set.ID), err
}

// ignoreMissing is an error, unless it says that nothing is there.
func ignoreMissing(err error) error {
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	return err
}

// machineID is the virtual machine that an instance's id in a Flexible scale set means.
func machineID(instance resource.ID) resource.ID {
	return instance.Parent().Parent().Child("providers/"+identity.MachineType, instance.Name())
}
