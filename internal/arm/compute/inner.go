package compute

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

var (
	setExtension = extension.Inner{
		Name: "virtualMachineScaleSets/extensions", Display: "Virtual Machine Scale Set Extensions", Versions: setVersions,
		Path: "virtualMachineProfile." + extension.ProfilePath, Store: storeInSet,
	}
	instanceExtension = extension.Inner{
		Name: "virtualMachineScaleSets/virtualMachines/extensions", Display: "Extensions of Virtual Machine in Scale Set", Versions: apiversion.Since("2019-07-01"),
		Path: extension.ProfilePath, Store: storeInInstance,
	}
)

// storeInSet changes the scale set, with all that follows from a change of its model.
func storeInSet(ctx context.Context, c *arm.Call, u *arm.Unit, _ resource.Record, next []any) error {
	_, err := c.Engine().Rewrite(ctx, c, u, c.ID.Parent(), func(w *arm.Write) error {
		document.Set(w.Properties, "virtualMachineProfile."+extension.ProfilePath, next)
		if len(next) == 0 {
			document.Remove(w.Properties, "virtualMachineProfile.extensionProfile")
		}
		return nil
	})
	return err
}

// storeInInstance changes one instance. What it was given itself stays with it
// when a model is applied.
func storeInInstance(ctx context.Context, c *arm.Call, u *arm.Unit, instance resource.Record, next []any) error {
	d, err := u.Get(ctx, c.ID.Parent().Key())
	if err != nil {
		return err
	}
	facts, err := resource.Facts[model.InstanceFacts](&instance)
	if err != nil {
		return err
	}
	value, err := document.Read(instance.Properties)
	if err != nil {
		return err
	}
	properties, _ := value.(map[string]any)
	document.Set(properties, extension.ProfilePath, next)
	held, err := identity.Parse(instance.Identity)
	if err != nil {
		return err
	}
	if err := extension.CompleteProfile(properties, held); err != nil {
		return err
	}
	facts.Own = slices.DeleteFunc(facts.Own, func(name string) bool { return strings.EqualFold(name, c.ID.Name()) })
	if c.Request.Method != http.MethodDelete {
		facts.Own = append(facts.Own, strings.ToLower(c.ID.Name()))
	}
	facts.Port = extension.PortOf(extension.InProfile(properties, extension.ProfilePath))
	instance.Properties = document.Write(properties)
	instance.Keep(facts)
	instance.Etag = arm.NextEtag(instance.Etag)
	u.Put(instance.Document(d.Indexes...))
	return nil
}

// keepOwn adds to an instance's new properties the extensions that it was given itself.
func keepOwn(facts *model.InstanceFacts, old any, properties map[string]any) {
	next := document.Array(properties, extension.ProfilePath)
	kept := facts.Own[:0:0]
	for _, element := range document.Array(old, extension.ProfilePath) {
		name := document.String(element, "name")
		if !slices.Contains(facts.Own, strings.ToLower(name)) {
			continue
		}
		kept = append(kept, strings.ToLower(name))
		next = document.Replace(next, name, element.(map[string]any))
	}
	facts.Own = kept
	if len(next) > 0 {
		document.Set(properties, extension.ProfilePath, next)
	}
	facts.Port = extension.PortOf(extension.InProfile(properties, extension.ProfilePath))
}

// showInstanceExtensions is showExtensions for an instance of a scale set.
func showInstanceExtensions(s *arm.Shown) error {
	records, err := instanceExtension.Of(s.Record)
	if err == nil && len(records) > 0 {
		extension.ShowInside(s, records, true)
	}
	return err
}
