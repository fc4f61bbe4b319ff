package uniform

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
)

// Extensions are the extensions of instances, which are kept in the profile that was
// applied.
var Extensions = extension.Inner{
	Name: "virtualMachineScaleSets/virtualMachines/extensions", Display: "Extensions of Virtual Machine in Scale Set", Versions: apiversion.Since("2019-07-01"),
	Path: extension.ProfilePath, Store: storeExtensions,
}

// storeExtensions changes one instance. What it was given itself stays with it
// when a model is applied.
func storeExtensions(ctx context.Context, c *arm.Call, u *arm.Unit, next []any) error {
	d, err := u.Get(ctx, c.ID.Parent().Key())
	if err != nil {
		return err
	}
	one, err := parse(d)
	if err != nil {
		return err
	}
	value, err := document.Read(one.record.Properties)
	if err != nil {
		return err
	}
	properties, _ := value.(map[string]any)
	document.Set(properties, extension.ProfilePath, next)
	held, err := identity.Parse(one.record.Identity)
	if err != nil {
		return err
	}
	if err := extension.CompleteProfile(properties, held); err != nil {
		return err
	}
	own := slices.DeleteFunc(one.facts.Own, func(name string) bool { return strings.EqualFold(name, c.ID.Name()) })
	if c.Request.Method != http.MethodDelete {
		own = append(own, strings.ToLower(c.ID.Name()))
	}
	one.facts.Own = own
	one.facts.Port = extension.PortOf(extension.InProfile(properties, extension.ProfilePath))
	one.record.Properties = document.Write(properties)
	one.record.Etag = arm.NextEtag(one.record.Etag)
	one.put(u)
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
