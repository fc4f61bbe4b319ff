package rbac_test

import (
	"fmt"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// filled is a store with n assignments of which "p" holds held, all of them
// denying machineWrite at the machine, so that every one that covers it is judged.
func filled(n, held int) *fakeStore {
	s := newStore()
	put := func(d resource.Document) { s.documents[d.Key] = d }
	roles := []string{rbac.ManagedIdentityOperatorID, rbac.ReaderID, rbac.NetworkContributorID}
	scopes := []string{"/", sub, group}
	for i := range held {
		if i < len(roles)*len(scopes) {
			put(assign("p", roles[i%3], scopes[i/3]))
		} else {
			put(assign("p", rbac.OwnerID, fmt.Sprintf("%s/resourceGroups/other%d", sub, i)))
		}
	}
	for i := range n - held {
		put(assign(fmt.Sprintf("q%d", i/10), rbac.ReaderID, fmt.Sprintf("%s/resourceGroups/rg%d", sub, i%10)))
	}
	return s
}

func BenchmarkAllowed(b *testing.B) {
	for _, size := range []struct{ stored, held int }{{10, 10}, {100_000, 10}, {100_000, 100_000}} {
		b.Run(fmt.Sprintf("stored=%d/held=%d", size.stored, size.held), func(b *testing.B) {
			a := open(b, filled(size.stored, size.held))
			at := resource.MustParseID(machine)
			b.ReportAllocs()
			for b.Loop() {
				if a.Allowed("p", nil, machineWrite, at) {
					b.Fatal("allowed")
				}
			}
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, size := range []struct{ stored, held int }{{10, 10}, {100_000, 10}, {100_000, 100_000}} {
		b.Run(fmt.Sprintf("stored=%d/held=%d", size.stored, size.held), func(b *testing.B) {
			s := filled(size.stored, size.held)
			open(b, s)
			d := assign("p", rbac.ReaderID, machine)
			b.ReportAllocs()
			for b.Loop() {
				s.update(b, resource.Batch{Puts: []resource.Document{d}})
				s.update(b, resource.Batch{Deletes: []string{d.Key}})
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	s := filled(100_000, 10)
	for b.Loop() {
		open(b, s)
	}
}

// TestAllowedDoesNotAllocate guards the hot path.
func TestAllowedDoesNotAllocate(t *testing.T) {
	a := open(t, filled(10, 10))
	at := resource.MustParseID(machine)
	groups := []string{"g", "h"}
	for name, ask := range map[string]func(){
		"Allowed":        func() { a.Allowed("p", groups, machineWrite, at) },
		"DataAllowed":    func() { a.DataAllowed("p", groups, blobRead, at) },
		"AllowedBeneath": func() { a.AllowedBeneath("p", groups, machineWrite, resource.Root) },
	} {
		if n := testing.AllocsPerRun(100, ask); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
