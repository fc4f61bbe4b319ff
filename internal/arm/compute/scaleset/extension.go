package scaleset

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/document"
)

// inSet are the extensions of scale sets, which are kept in the profile.
var inSet = extension.Inner{
	Name: "virtualMachineScaleSets/extensions", Display: "Virtual Machine Scale Set Extensions", Versions: versions,
	Path: "virtualMachineProfile." + extension.ProfilePath, Store: storeInSet,
}

// storeInSet changes the scale set, with all that follows from a change of its model.
func storeInSet(ctx context.Context, c *arm.Call, u *arm.Unit, next []any) error {
	_, err := c.Engine().Rewrite(ctx, c, u, c.ID.Parent(), func(w *arm.Write) error {
		document.Set(w.Properties, "virtualMachineProfile."+extension.ProfilePath, next)
		if len(next) == 0 {
			document.Remove(w.Properties, "virtualMachineProfile.extensionProfile")
		}
		return nil
	})
	return err
}
