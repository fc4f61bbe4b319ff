package identity

import "sync"

// known keeps the machines that were found under the present generation, so
// that a machine which asks for many tokens is read once. What it gives is
// shared: nobody changes it.
type known struct {
	mu         sync.Mutex
	generation uint64
	machines   map[string]Machine // by handle
}

// knownMachines bounds what is kept.
const knownMachines = 4096

func (k *known) get(generation uint64, handle string) (Machine, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation {
		return Machine{}, false
	}
	machine, ok := k.machines[handle]
	return machine, ok
}

// keep keeps a machine that was read after the generation was.
func (k *known) keep(generation uint64, handle string, machine Machine) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != generation || k.machines == nil || len(k.machines) >= knownMachines {
		if generation < k.generation {
			return // overtaken
		}
		k.generation, k.machines = generation, make(map[string]Machine)
	}
	k.machines[handle] = machine
}
