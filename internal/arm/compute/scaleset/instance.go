package scaleset

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/answer"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/flexible"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/uniform"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

func (s sets) instance() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "virtualMachineScaleSets/virtualMachines",
		Display:     "Virtual Machines in Scale Set",
		Versions:    versions,
		Members:     []string{"instanceId", "sku", "zones", "resources"},
		ReadOnly:    true,
		Removable:   true,
		Etag:        arm.CounterEtag,
		EtagSince:   apiversion.EtagSince,
		Get:         getInstance,
		List:        listInstances,
		Delete:      uniform.Delete,
		Undeletable: flexible.KeepInstance,
		Show:        showInstance,
		Operations:  arm.ComputeOperations(),
		Actions: append(s.instanceActions(), flexible.Through(s.tokens.Connect()), flexible.Through(s.tokens.Inspect()),
			answer.Part("instanceView", "Read the instance view of", viewInstance)),
	}
}

// listInstances lists the instances of a scale set: the documents beneath it, or
// the virtual machines of a Flexible one.
func listInstances(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	set, _, err := resource.Load(ctx, c.Engine().Store, c.ID.Key())
	if err != nil {
		return nil, err
	}
	selector, err := c.ReadSelector()
	if err != nil {
		return nil, err
	}
	all, err := instancesIn(ctx, c, set)
	if err != nil {
		return nil, err
	}
	var readable []resource.Record
	for _, record := range all {
		if id, err := resource.ParseID(record.ID); err == nil && c.MayRead(c.Type, id) && selector.Selects(record) {
			readable = append(readable, record)
		}
	}
	return readable, nil
}

// instancesIn are the instances of a stored scale set.
func instancesIn(ctx context.Context, c *arm.Call, set resource.Record) ([]resource.Record, error) {
	isFlexible, err := model.IsFlexibleSet(set)
	if err != nil {
		return nil, err
	}
	if isFlexible {
		return flexible.ListInstances(ctx, c, set)
	}
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: uniform.Kind, Under: c.ID.Key()})
	if err != nil {
		return nil, err
	}
	return resource.ParseRecords(documents)
}

// getInstance reads an instance of a scale set; that of a Flexible one is a
// virtual machine with the instance's name.
func getInstance(ctx context.Context, c *arm.Call) (resource.Record, error) {
	record, _, err := resource.Load(ctx, c.Engine().Store, c.ID.Key())
	if !errors.Is(err, resource.ErrNotFound) {
		return record, err
	}
	record, ok, err := flexible.GetInstance(ctx, c)
	if err == nil && !ok {
		err = c.Missing(ctx)
	}
	return record, err
}

// showInstance tells whether the instance has the scale set's present model, and hides
// what only the set shows.
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
	properties["latestModelApplied"] = own.Model == set.model
	if set.flexible {
		return flexible.ShowInstance(ctx, s, id)
	}
	s.Name = id.Parent().Name() + "_" + id.Name()
	return uniform.Show(s, set.held)
}

// ofSets are the members of a profile that the set shows and its instances do not.
var ofSets = []string{"scheduledEventsProfile", "priority", "evictionPolicy", "billingProfile"}

// shownSet is what its instances show of a scale set.
type shownSet struct {
	model    int // the number of the present one
	held     identity.Assigned
	flexible bool
}

// readShownSet reads what the instances of the scale set with an id show of it.
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
	view, ok, err := flexible.ViewInstance(ctx, c, c.ID)
	if err == nil && !ok {
		view, err = uniform.View(record, c.Version)
	}
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, view), nil
}
