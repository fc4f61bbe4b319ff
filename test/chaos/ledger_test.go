package chaos_test

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// gone is the state of a resource that is not there.
const gone = "gone"

// ledger is what the clients know: of each resource, by its address, the states
// in which it may be. It is one for as long as no request is under way; the
// request that a crash cut off may have been carried out or not.
type ledger struct {
	mu     sync.Mutex
	states map[string][]string
	// operations are the addresses of the operations that were begun.
	operations []string
}

func newLedger() *ledger { return &ledger{states: make(map[string][]string)} }

// begin notes that a request may bring addresses to a state; the function that
// it returns notes how the request ended. One that got no answer has no end.
func (l *ledger) begin(state string, addresses ...string) (end func(done bool)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := make(map[string][]string)
	for _, address := range addresses {
		old, known := l.states[address]
		if !known {
			old = []string{gone}
		}
		before[address] = old
		l.states[address] = append(slices.Clone(old), state)
	}
	return func(done bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for address, old := range before {
			if done {
				l.states[address] = []string{state}
			} else {
				l.states[address] = old
			}
		}
	}
}

// beneath are the addresses of a group and of what was made in it.
func (l *ledger) beneath(group string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for address := range l.states {
		if strings.HasPrefix(address, group+"/") || strings.HasPrefix(address, group+"?") {
			found = append(found, address)
		}
	}
	return found
}

func (l *ledger) began(operation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.operations = append(l.operations, operation)
}

// add takes over what another ledger knows.
func (l *ledger) add(other *ledger) {
	maps.Copy(l.states, other.states)
	l.operations = append(l.operations, other.operations...)
}
