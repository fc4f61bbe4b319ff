package bench

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// machines is how many machines of one server ask in turn.
const machines = 1_000

// BenchmarkManyMachines is a token that is signed already for each of 1 000 machines,
// which have identities of their own and ask in turn, against one of them that asks
// alone. Goal: 0.8. What the server holds in memory for a machine that has asked and
// is idle is kB/machine. Goal: 20.
func BenchmarkManyMachines(b *testing.B) {
	w := start(b)
	c := client(b, "")
	before := heap()
	addresses := make([]string, machines)
	for i := range addresses {
		addresses[i] = ownMachine(w, i)
	}
	for i := range addresses {
		if _, err := ask(c, http.MethodGet, addresses[i], nil, metadataHeader); err != nil {
			b.Fatal(err)
		}
	}
	held := float64(heap()-before) / 1000 / machines
	turn := 0
	ratio(b, func(n int) error {
		for range n {
			turn++
			if _, err := ask(c, http.MethodGet, addresses[turn%machines], nil, metadataHeader); err != nil {
				return err
			}
		}
		return nil
	}, func(n int) error {
		for range n {
			if _, err := ask(c, http.MethodGet, addresses[0], nil, metadataHeader); err != nil {
				return err
			}
		}
		return nil
	})
	b.ReportMetric(held, "kB/machine")
}

// ownMachine makes a virtual machine with an identity of its own, and returns the
// address at which it gets a token.
func ownMachine(w *servertest.World, number int) string {
	id := fmt.Sprintf("%s%s/providers/Microsoft.Compute/virtualMachines/m%d", w.Subscription(), group, number)
	w.Must(http.MethodPut, id+"?api-version=2024-07-01", `{"location":"westus","identity":{"type":"SystemAssigned"},
		"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
	return w.Metadata + "/vm/" + w.Handle(id) + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/"
}

// heap is what is in use in bytes, after all that is not needed is gone.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // pools are emptied by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
