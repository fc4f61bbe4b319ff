package compute

import (
	"context"
	"net/http"
	"strings"

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

var instanceKind = strings.ToLower(identity.InstanceType)

func (m machines) instance() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "virtualMachineScaleSets/virtualMachines",
		Display:     "Virtual Machines in Scale Set",
		Versions:    setVersions,
		Members:     []string{"instanceId", "sku", "zones", "resources"},
		ReadOnly:    true,
		Removable:   true,
		Etag:        arm.CounterEtag,
		EtagSince:   apiversion.EtagSince,
		Get:         getInstance,
		List:        listInstances,
		Delete:      deleteInstance,
		Undeletable: keepFleet,
		Show:        showInstance,
		Operations:  arm.ComputeOperations(),
		Actions:     append(m.instanceActions(), viaFleet(m.tokens.Connect()), viaFleet(m.tokens.Inspect()), answer.Part("instanceView", "Read the instance view of", viewInstance)),
	}
}

// deleteInstance lowers the capacity of the scale set by the instance that a
// client deletes by itself.
func deleteInstance(ctx context.Context, r *arm.Removal) error {
	if err := machine.AnnounceDeletion(ctx, r.Unit, r.Record); err != nil {
		return err
	}
	facts, err := resource.Facts[model.InstanceFacts](&r.Record)
	if err != nil || facts.Leaving || !r.Target.Equal(r.ID) {
		return err // it does not count any more, or the scale set goes, or what contains it
	}
	return model.ChangeCapacity(ctx, r.Unit, r.ID.Parent(), -1)
}

// showInstance tells whether the instance has the scale set's present model, and
// shows the identity that it has: what was applied to it and is still held.
func showInstance(ctx context.Context, s *arm.Shown) error {
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	set, err := arm.Known(s.Call, id.Parent().Key(), func() (shownSet, error) { return readShownSet(ctx, s.Engine().Store, id.Parent()) })
	if err != nil {
		return err
	}
	own, err := resource.Facts[model.InstanceFacts](&s.Record)
	if err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	for _, member := range ofSets {
		delete(properties, member)
	}
	if set.flexible {
		return showFleetInstance(ctx, s, id, own.Model == set.model)
	}
	applied, err := identity.Parse(s.Record.Identity)
	if err != nil {
		return err
	}
	s.Record.Identity = applied.And(set.held).Document()
	properties["latestModelApplied"] = own.Model == set.model
	if err := showInstanceExtensions(s); err != nil {
		return err
	}
	if answer.Expands(s.Call, "instanceView") {
		properties["instanceView"] = instanceViewOf(s.Record, own, properties, s.Version)
	}
	delete(properties, "extensionProfile")
	if apiversion.ShowsAgentUpdates(s.Version) {
		apiversion.ShowAgentUpdates(document.At(properties, "osProfile"))
	}
	apiversion.HideLater(properties, s.Version, machine.Arrivals)
	s.Name = id.Parent().Name() + "_" + id.Name()
	return nil
}

// ofSets are the members of a profile that the set shows and its instances do not.
var ofSets = []string{"scheduledEventsProfile", "priority", "evictionPolicy", "billingProfile"}

// shownSet is what its instances show of a scale set.
type shownSet struct {
	model    int // the number of the present one
	held     identity.Assigned
	flexible bool
}

func readShownSet(ctx context.Context, g resource.Getter, id resource.ID) (s shownSet, err error) {
	set, _, err := resource.Load(ctx, g, id.Key())
	if err != nil {
		return s, err
	}
	facts, err := resource.Facts[model.Facts](&set)
	if err != nil {
		return s, err
	}
	s.model = facts.Model
	if s.held, err = identity.Parse(set.Identity); err != nil {
		return s, err
	}
	s.flexible, err = model.IsFlexibleSet(set)
	return s, err
}

// viewInstance serves GET {instance}/instanceView.
func viewInstance(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return nil, err
	}
	if _, _, isFleet, err := instanceOfFleet(ctx, c.Engine().Store, c.ID); err != nil {
		return nil, err
	} else if isFleet {
		return serveView(ctx, c)
	}
	facts, err := resource.Facts[model.InstanceFacts](&record)
	if err != nil {
		return nil, err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, instanceViewOf(record, facts, properties, c.Version)), nil
}

// faultDomains are how many fault domains the instances of a scale set spread over.
const faultDomains = 5

// instanceViewOf is what an instance is at the moment.
func instanceViewOf(record resource.Record, facts model.InstanceFacts, properties any, v arm.Version) map[string]any {
	view := machine.View(record, properties, facts.Power, extension.InProfile(properties, extension.ProfilePath), v)
	domain := document.Numeral(numberOf(record) % faultDomains)
	view["platformUpdateDomain"], view["platformFaultDomain"] = domain, domain
	return view
}
