package uniform

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Kind is the kind of the documents of instances.
var Kind = strings.ToLower(identity.InstanceType)

// Instance is an instance of a Uniform scale set as it is stored.
type Instance struct {
	record  resource.Record
	indexes []resource.Index
	facts   model.InstanceFacts
}

func parse(d resource.Document) (Instance, error) {
	one := Instance{indexes: d.Indexes}
	var err error
	if one.record, err = resource.ParseRecord(d); err != nil {
		return one, err
	}
	one.facts, err = resource.Facts[model.InstanceFacts](&one.record)
	return one, err
}

// put writes the instance with its facts into the unit.
func (one *Instance) put(u *arm.Unit) {
	one.record.Keep(one.facts)
	u.Put(one.record.Document(one.indexes...))
}

// number is the instance's number, the last segment of its id.
func (one *Instance) number() int { return numberOf(one.record) }

func numberOf(record resource.Record) int {
	n, _ := strconv.Atoi(record.Name())
	return n
}

// instancesOf are the instances of a scale set in the order of their numbers.
func instancesOf(ctx context.Context, u *arm.Unit, set resource.Record) ([]Instance, error) {
	documents, err := u.List(ctx, resource.Query{Kind: Kind, Under: strings.ToLower(set.ID)})
	if err != nil {
		return nil, err
	}
	all := make([]Instance, len(documents))
	for i, d := range documents {
		if all[i], err = parse(d); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Instance) int { return a.number() - b.number() })
	return all, nil
}

// staying are the instances likewise, without those that are leaving the scale set.
func staying(ctx context.Context, u *arm.Unit, set resource.Record) ([]Instance, error) {
	all, err := instancesOf(ctx, u, set)
	return slices.DeleteFunc(all, func(one Instance) bool { return one.facts.Leaving }), err
}

// Delete is what the deletion of an instance comes to for its scale set: that becomes
// smaller by an instance that a client deletes by itself.
func Delete(ctx context.Context, r *arm.Removal) error {
	if err := machine.AnnounceDeletion(ctx, r.Unit, r.Record); err != nil {
		return err
	}
	facts, err := resource.Facts[model.InstanceFacts](&r.Record)
	if err != nil || facts.Leaving || !r.Target.Equal(r.ID) {
		return err // it does not count any more, or the scale set goes, or what contains it
	}
	return model.ChangeCapacity(ctx, r.Unit, r.ID.Parent(), -1)
}
