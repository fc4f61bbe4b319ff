package identity

import "sync"

// known keeps the machines that were found under the present generation, so
// that a machine which asks for many tokens is read once. What it gives is
// shared: nobody changes it.
type known struct {
	mu         sync.Mutex
	generation uint64
	machines   map[name]Machine
}

// name is what a machine is found by. A handle is what anybody sends, and must
// never be taken for an id.
type name struct{ handle, id string }

// knownMachines bounds what is kept.
const knownMachines = 4096

func (k *known) get(generation uint64, by name) (Machine, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation {
		return Machine{}, false
	}
	machine, ok := k.machines[by]
	return machine, ok
}

// keep keeps a machine that was read after the generation was.
func (k *known) keep(generation uint64, by name, machine Machine) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation || k.machines == nil || len(k.machines) >= knownMachines {
		if generation < k.generation {
			return // overtaken
		}
		k.generation, k.machines = generation, make(map[name]Machine)
	}
	k.machines[by] = machine
}
