package fault

import (
	"time"
)

// Rule is one fault: whom it meets, how often, and what happens then.
type Rule struct {
	// ID names the rule among those of a server, which gives it.
	ID string `json:"id,omitempty"`
	// Name is the user's, or the scenario's from which the rule comes.
	Name   string `json:"name,omitempty"`
	Match  Match  `json:"match"`
	When   When   `json:"when"`
	Effect Effect `json:"effect"`
}

// The front ends, by the names that rules and records of requests have for them.
const (
	ResourceManager = "resourceManager"
	Login           = "login"
	Graph           = "graph"
	Metadata        = "metadata"
)

// Match says which requests a rule is about: those for which everything that is
// set holds. The zero Match is about all.
type Match struct {
	Front  string `json:"front,omitempty"`  // one of the front ends
	Method string `json:"method,omitempty"` // of HTTP, such as "PUT"
	// Path is a pattern for the path, in any case: "*" stands for any text
	// without a slash, "**" for any text.
	Path string `json:"path,omitempty"`
	// Machine is the resource id of the machine that asks the metadata service;
	// that of a scale set stands for all its instances.
	Machine string `json:"machine,omitempty"`
	// Principal is the object id or the client id of who asks. Of who asks the
	// metadata service nothing but the machine is known.
	Principal string `json:"principal,omitempty"`
	// Audience is the resource or scope for which a token is asked, without
	// regard to a slash or "/.default" at its end.
	Audience string `json:"audience,omitempty"`
}

// When says how often a rule acts on the requests that it is about. The zero When
// is always. Requests before After and after For are not counted.
type When struct {
	After Duration `json:"after,omitempty"` // how long after it was added it begins
	For   Duration `json:"for,omitempty"`   // how long it lasts from then on; 0 for ever
	Skip  int      `json:"skip,omitempty"`  // how many requests it lets pass first
	Every int      `json:"every,omitempty"` // acts on each Nth: 3 on the third, the sixth and so on
	// Probability is how likely it acts, from 0 to 1; 0 means always. Which
	// requests it meets follows from Seed alone, so that a run can be repeated.
	Probability float64 `json:"probability,omitempty"`
	Seed        uint64  `json:"seed,omitempty"`
	// Times is how often it acts at most; 0 means without end.
	Times int `json:"times,omitempty"`
}

// Request is what rules know of a request.
type Request struct {
	Front, Method string
	Path          string
	// Machine is the resource id of the machine that asked the metadata service.
	Machine string
	// ObjectID and ClientID are the principal's, as far as they are known.
	ObjectID, ClientID string
	Audience           string
}

// State is a rule of a set, and what became of it.
type State struct {
	Rule
	Added time.Time `json:"added"` // by the server's clock
	// Seen is how many requests it was about while it was in force, and Hits on
	// how many of them it acted.
	Seen int `json:"seen"`
	Hits int `json:"hits"`
	// Over reports that it will not act any more.
	Over bool `json:"over"`
}
