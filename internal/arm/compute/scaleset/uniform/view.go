package uniform

import (
	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/extension"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Show completes an instance as a client sees it, with the identity that it has: what
// was applied to it and its scale set still holds.
func Show(s *arm.Shown, held identity.Assigned) error {
	applied, err := identity.Parse(s.Record.Identity)
	if err != nil {
		return err
	}
	s.Record.Identity = applied.And(held).Document()
	inside, err := Extensions.Of(s.Record)
	if err != nil {
		return err
	}
	if len(inside) > 0 {
		extension.ShowInside(s, inside, true)
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if answer.Expands(s.Call, "instanceView") {
		if properties["instanceView"], err = View(s.Record, s.Version); err != nil {
			return err
		}
	}
	delete(properties, "extensionProfile")
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "osProfile"))
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	return nil
}

// faultDomains are how many fault domains the instances of a scale set spread over.
const faultDomains = 5

// View is the instance view of an instance.
func View(record resource.Record, v arm.Version) (map[string]any, error) {
	facts, err := resource.Facts[model.InstanceFacts](&record)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	view := machine.View(record, properties, facts.Power, extension.InProfile(properties, extension.ProfilePath), v)
	domain := document.Numeral(numberOf(record) % faultDomains)
	view["platformUpdateDomain"], view["platformFaultDomain"] = domain, domain
	return view, nil
}
