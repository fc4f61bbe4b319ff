package scheduledevents

import "time"

// Type is what an event does to its machine.
type Type string

// The types that are raised here.
const (
	Reboot    Type = "Reboot"    // what is in memory is lost
	Redeploy  Type = "Redeploy"  // so is what is on the host's own disks
	Terminate Type = "Terminate" // the machine is deleted
	Preempt   Type = "Preempt"   // a spot machine is evicted
)

// The least notice of an event. That of Terminate is the machine's to choose.
const (
	RebootNotice   = 15 * time.Minute
	RedeployNotice = 10 * time.Minute
	PreemptNotice  = 30 * time.Second
)

// Impact is what an operation is going to do to a machine.
type Impact struct {
	// Group is the key of the board on which the event stands; see Place.
	Group string
	// Machine is the machine's name, as its instance metadata has it.
	Machine string
	Type    Type
	// Notice is how long the operation waits for the machine's consent.
	Notice time.Duration
	// Description is for people.
	Description string
}

// Event is an impact that was announced.
type Event struct {
	ID          string    `json:"id"` // a GUID in capitals
	Type        Type      `json:"type"`
	Machine     string    `json:"machine"`
	Description string    `json:"description"`
	NotBefore   time.Time `json:"notBefore"`
	// Operation is the key of the operation that waits for the event.
	Operation string `json:"operation"`
	// Approved events may start before their time.
	Approved bool `json:"approved,omitempty"`
	// Ends is when an event that has started is over, and no longer told of; nil
	// before it starts.
	Ends *time.Time `json:"ends,omitempty"`
}

// ready reports whether the event may start.
func (e Event) ready(now time.Time) bool { return e.Approved || !now.Before(e.NotBefore) }
