package flexible

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Fleet are the machines of a Flexible scale set within a unit of work.
type Fleet struct {
	call *arm.Call
	unit *arm.Unit
	set  resource.Record
	// domains are how many fault domains the machines spread over.
	domains int
	// until is when the machines that are made are there; zero for when they say.
	until time.Time
	// machines are those that are there, in the order in which they came.
	machines []Machine
}

// read reads the machines of a stored Flexible scale set.
func read(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record) (*Fleet, error) {
	properties, err := document.Read(set.Properties)
	if err != nil {
		return nil, err
	}
	return readWith(ctx, c, u, set, properties)
}

// readWith reads the machines of the scale set that has, or is to have, these properties.
func readWith(ctx context.Context, c *arm.Call, u *arm.Unit, set resource.Record, properties any) (*Fleet, error) {
	f := &Fleet{call: c, unit: u, set: set, domains: document.Int(document.At(properties, "platformFaultDomainCount"))}
	documents, err := u.Find(ctx, arm.UsesIndex(resource.MustParseID(set.ID)).Name, strings.ToLower(set.ID))
	if err != nil {
		return nil, err
	}
	f.machines, err = parse(documents)
	return f, err
}

// roomiest is which of some places has the fewest machines; "" of none.
func (f *Fleet) roomiest(places []string, of func(Machine) string) string {
	count := make(map[string]int)
	for _, m := range f.machines {
		count[of(m)]++
	}
	best := ""
	for i, place := range places {
		if i == 0 || count[place] < count[best] {
			best = place
		}
	}
	return best
}

// freeDomain is the fault domain for another machine in a zone.
func (f *Fleet) freeDomain(zone string) int {
	domains := make([]string, f.domains)
	for i := range domains {
		domains[i] = zone + "/" + document.Numeral(i).String()
	}
	best := f.roomiest(domains, func(m Machine) string { return m.zone() + "/" + m.domain() })
	return max(0, slices.Index(domains, best))
}

// surplus is the machine that goes first when the set becomes smaller: of those
// in the fullest zone, and there in the fullest fault domain, the newest, and one
// that the set made before one that somebody put into it.
func (f *Fleet) surplus() int {
	crowd := make(map[[2]string]int)
	for _, m := range f.machines {
		crowd[[2]string{m.zone()}]++
		crowd[[2]string{m.zone(), m.domain()}]++
	}
	rank := func(m Machine) [4]int {
		made := 0
		if m.place().Model > 0 {
			made = 1
		}
		return [4]int{made, crowd[[2]string{m.zone()}], crowd[[2]string{m.zone(), m.domain()}], m.place().Number}
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
func (f *Fleet) dismiss(ctx context.Context, at int) error {
	id, err := resource.ParseID(f.machines[at].Record.ID)
	if err != nil {
		return err
	}
	f.machines = slices.Delete(f.machines, at, at+1)
	return f.call.Engine().Drop(ctx, f.call, f.unit, id)
}
