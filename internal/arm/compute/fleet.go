package compute

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/machine"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/upgrade"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// vessel is a virtual machine of a Flexible scale set.
type vessel struct{ machine.VM }

// place is the machine's membership; that of a machine from before there was any
// is empty.
func (v vessel) place() machine.Membership {
	if v.Facts.Fleet == nil {
		return machine.Membership{}
	}
	return *v.Facts.Fleet
}

// fleet are the machines of a Flexible scale set within a unit of work.
type fleet struct {
	call *arm.Call
	unit *arm.Unit
	set  resource.Record
	// domains are how many fault domains the machines spread over.
	domains int
	// until is when the machines that are made are there; zero for when they say.
	until time.Time
	// machines are those that are there, in the order in which they came.
	machines []vessel
}

// readFleet reads the machines of a stored Flexible scale set.
func readFleet(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record) (*fleet, error) {
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	return fleetOf(ctx, c, u, set, properties)
}

// fleetOf reads the machines of the scale set that has, or is to have, these properties.
func fleetOf(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, properties any) (*fleet, error) {
	f := &fleet{call: c, unit: u, set: set, domains: document.Int(document.At(properties, "platformFaultDomainCount"))}
	documents, err := u.Find(ctx, arm.UsesIndex(resource.MustParseID(set.ID)).Name, strings.ToLower(set.ID))
	if err != nil {
		return nil, err
	}
	f.machines, err = vessels(documents)
	return f, err
}

// vessels are the virtual machines among what refers to a scale set, in the order
// in which they came into it.
func vessels(documents []resource.Document) ([]vessel, error) {
	var machines []vessel
	for _, d := range documents {
		if d.Kind != machine.Kind {
			continue
		}
		vm, err := machine.ParseVM(d)
		if err != nil {
			return nil, err
		}
		machines = append(machines, vessel{vm})
	}
	slices.SortFunc(machines, func(a, b vessel) int {
		if n := a.place().Number - b.place().Number; n != 0 {
			return n
		}
		return strings.Compare(a.Document.Key, b.Document.Key)
	})
	return machines, nil
}

// scaleFleet brings the machines of a Flexible scale set to its capacity, and,
// where changes reach them by themselves, to its model.
func scaleFleet(ctx context.Context, w *arm.Write, facts *model.Facts, capacity int, mode upgrade.Mode, changed bool) error {
	f, err := fleetOf(ctx, w.Call, w.Unit, w.Record, w.Properties)
	if err != nil {
		return err
	}
	if model.ProfileOf(w) == nil {
		return nil // there is nothing to make machines of; those that are there stay
	}
	f.foreshadow(w)
	present := model.Written(w, facts.Model)
	upgrades := changed && mode != upgrade.Manual
	if w.Engine().Pace == arm.AtOnce || upgrades && mode == upgrade.Rolling {
		// What goes need not be upgraded before.
		if err := f.step(ctx, present, min(capacity, len(f.machines)), &facts.Next, len(f.machines)); err != nil {
			return err
		}
	}
	switch {
	case !upgrades:
	case mode == upgrade.Rolling:
		if err := upgrade.RollOut(ctx, w, &upgradable{f, present, &facts.Next}, facts.Model-1); err != nil {
			return err
		}
	default:
		if err := f.upgradeAll(ctx, present); err != nil {
			return err
		}
	}
	return f.resize(ctx, w, facts, present, capacity)
}

// foreshadow puts the set into the unit as far as it is known, for its machines
// to refer to. The write of the set itself follows.
func (f *fleet) foreshadow(w *arm.Write) {
	record := w.Record
	record.Properties = document.Write(w.Properties)
	w.Unit.Put(record.Document(w.Indexes...))
}

// surplus is the machine that goes first when the set becomes smaller: of those
// in the fullest zone, and there in the fullest fault domain, the newest, and one
// that the set made before one that somebody put into it.
func (f *fleet) surplus() int {
	crowd := make(map[[2]string]int)
	for _, v := range f.machines {
		crowd[[2]string{v.zone()}]++
		crowd[[2]string{v.zone(), v.domain()}]++
	}
	rank := func(v vessel) [4]int {
		made := 0
		if v.place().Model > 0 {
			made = 1
		}
		return [4]int{made, crowd[[2]string{v.zone()}], crowd[[2]string{v.zone(), v.domain()}], v.place().Number}
	}
	last := 0
	for i := range f.machines {
		a, b := rank(f.machines[i]), rank(f.machines[last])
		if slices.Compare(a[:], b[:]) >= 0 {
			last = i
		}
	}
	return last
}

// dismiss deletes a machine of the set, by its place.
func (f *fleet) dismiss(ctx context.Context, at int) error {
	id, err := resource.ParseID(f.machines[at].Record.ID)
	if err != nil {
		return err
	}
	f.machines = slices.Delete(f.machines, at, at+1)
	return f.call.Engine().Drop(ctx, f.call, f.unit, id)
}

func (v vessel) zone() string {
	if zones := zonesOf(v.Record); len(zones) > 0 {
		return zones[0]
	}
	return ""
}

func (v vessel) domain() string { return document.Numeral(v.place().Domain).String() }

// roomiest is which of some places has the fewest machines; "" of none.
func (f *fleet) roomiest(places []string, of func(vessel) string) string {
	count := make(map[string]int)
	for _, v := range f.machines {
		count[of(v)]++
	}
	best := ""
	for i, place := range places {
		if i == 0 || count[place] < count[best] {
			best = place
		}
	}
	return best
}

// add makes a machine of the model.
func (f *fleet) add(ctx context.Context, from model.Model, number int) error {
	engine := f.call.Engine()
	group := resource.MustParseID(f.set.ID).Parent()
	suffix, name, err := f.freeName(ctx, group)
	if err != nil {
		return err
	}
	zone := f.roomiest(zonesOf(f.set), vessel.zone)
	interfaces, err := f.makeInterfaces(ctx, from, group, suffix)
	if err != nil {
		return err
	}
	place := machine.Membership{Number: number, Model: from.Number, Given: keysOf(from.Identity.User), Domain: f.freeDomain(zone)}
	body := map[string]any{"location": f.set.Location, "properties": machineOf(from, f.set.ID, computerName(engine, from.Profile), interfaces)}
	if len(from.Tags) > 0 {
		body["tags"] = tagsOf(from.Tags)
	}
	if zone != "" {
		body["zones"] = []any{zone}
	}
	id := group.Child("providers/"+identity.MachineType, name)
	w, err := engine.Make(ctx, f.call, f.unit, id, body, func(w *arm.Write) error {
		w.Identity = identity.Assigned{User: from.Identity.User}
		w.Record.Keep(machine.Facts{Fleet: &place})
		return nil
	})
	if err != nil {
		return err
	}
	v := vessel{machine.VM{Record: w.Record, Facts: machine.Facts{Fleet: &place}}}
	if err := f.extend(ctx, &v, from); err != nil {
		return err
	}
	f.machines = append(f.machines, v)
	return f.settleBy(ctx, id.Key())
}

// freeName is a machine's name: that of the set and eight digits, which its
// interfaces share.
func (f *fleet) freeName(ctx context.Context, group resource.ID) (suffix, name string, err error) {
	for try := 0; ; try++ {
		suffix = hex.EncodeToString(f.call.Engine().Sources.For("name "+strconv.Itoa(try), f.set.ID).Bytes(4))
		name = f.set.Name() + "_" + suffix
		if _, err = f.unit.Get(ctx, group.Child("providers/"+identity.MachineType, name).Key()); errors.Is(err, resource.ErrNotFound) {
			return suffix, name, nil
		}
		if err != nil {
			return "", "", err
		}
	}
}

// freeDomain is the fault domain for another machine in a zone.
func (f *fleet) freeDomain(zone string) int {
	domains := make([]string, f.domains)
	for i := range domains {
		domains[i] = zone + "/" + document.Numeral(i).String()
	}
	best := f.roomiest(domains, func(v vessel) string { return v.zone() + "/" + v.domain() })
	return max(0, slices.Index(domains, best))
}

func keysOf(users []identity.User) []string {
	keys := make([]string, len(users))
	for i, user := range users {
		keys[i] = strings.ToLower(user.ID)
	}
	return keys
}
