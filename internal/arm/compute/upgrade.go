package compute

import (
	"context"
	"net/http"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// manualUpgrade gives the named instances the scale set's present model; "*"
// names all. Under the upgrade mode Manual this is how a change reaches them.
func (m machines) manualUpgrade(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	names := document.Array(body, "instanceIds")
	if len(names) == 0 {
		return nil, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "instanceIds", Message: "Required parameter 'instanceIds' is missing (null)."}
	}
	err = c.Work(ctx, c.ID.Key(), func(u *arm.Unit) error {
		set, err := u.Record(ctx, c.ID)
		if isMissing(err) {
			return c.Missing(ctx)
		}
		if err != nil {
			return err
		}
		instances, err := instancesOf(ctx, u, c.ID)
		if err != nil {
			return err
		}
		chosen, err := choose(instances, names)
		if err != nil {
			return err
		}
		return m.upgrade(u, set, chosen)
	})
	if err != nil {
		return nil, err
	}
	return &arm.Response{Status: http.StatusOK}, nil
}

func choose(instances []resource.Record, names []any) ([]resource.Record, error) {
	var chosen []resource.Record
	for _, name := range names {
		if name == "*" {
			return instances, nil
		}
		found := false
		for _, record := range instances {
			if name == strconv.Itoa(numberOf(record)) {
				chosen, found = append(chosen, record), true
			}
		}
		if !found {
			return nil, invalid("instanceIds", name)
		}
	}
	return chosen, nil
}

func (m machines) upgrade(u *arm.Unit, set resource.Record, instances []resource.Record) error {
	facts, err := readFacts[setFacts](&set)
	if err != nil {
		return err
	}
	held, err := identity.Parse(set.Identity)
	if err != nil {
		return err
	}
	properties, err := document.Read(set.Properties)
	if err != nil {
		return err
	}
	profile, _ := document.At(properties, "virtualMachineProfile").(map[string]any)
	present := model{number: facts.Model, identity: held, profile: profile, sku: set.Members["sku"], tags: set.Tags}
	for _, record := range instances {
		if err := m.apply(u, record, present); err != nil {
			return err
		}
	}
	return nil
}
