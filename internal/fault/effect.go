package fault

// Kind is what a fault does.
type Kind string

// The effects at a front end's edge.
const (
	// Answer is an error in place of the true answer; nothing is done.
	Answer Kind = "answer"
	// Delay only lets the request wait; every other effect at the edge can, too.
	Delay Kind = "delay"
	// Reset breaks the connection (RST) before anything is done.
	Reset Kind = "reset"
	// Lose does what is asked for, and breaks the connection in place of the answer.
	Lose Kind = "lose"
	// Truncate sends half of the true answer's body, and ends the connection.
	Truncate Kind = "truncate"
	// Empty sends the true answer without its body.
	Empty Kind = "empty"
	// RevokeToken revokes the tokens that the caller has until now. Its request
	// is refused with a challenge for claims, until it comes with a new token.
	RevokeToken Kind = "revokeToken"
	// RotateKey has a new key sign tokens from this request on; verifiers that
	// keep the published keys have not seen it.
	RotateKey Kind = "rotateKey"
)

// The effects within.
const (
	// IdentityNotFound has the metadata service not know an identity: the answer
	// is 400 "Identity not found".
	IdentityNotFound Kind = "identityNotFound"
	// PrincipalNotFound has role assignments not know a principal, unless they
	// give its type: 400 "PrincipalNotFound".
	PrincipalNotFound Kind = "principalNotFound"
	// RoleMissing has role assignments not count yet: 403 "AuthorizationFailed".
	RoleMissing Kind = "roleMissing"
	// FailOperation lets a long-running operation fail.
	FailOperation Kind = "failOperation"
	// StickOperation leaves a long-running operation in progress for as long as
	// the rule is there and its time is not over.
	StickOperation Kind = "stickOperation"
)

// Effect is what happens.
type Effect struct {
	Kind Kind `json:"kind"`
	// Delay is how long the request waits first, by the server's clock.
	Delay Duration `json:"delay,omitempty"`
	// Lag makes a fault of propagation: it lasts so long for each identity,
	// principal or role assignment that is new since the rule was added, and
	// meets nothing older. 0 meets what the rule is about, whenever it is due.
	Lag Duration `json:"lag,omitempty"`
	// Refusal is how an Answer looks, and how a FailOperation tells of itself.
	Refusal
}

// Refusal is an error as a front end is to tell it. What is not set is what Azure
// says with the status.
type Refusal struct {
	Status  int    `json:"status,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// RetryAfter is the header's value; nil sends none.
	RetryAfter *Duration `json:"retryAfter,omitempty"`
	// Header are further headers.
	Header map[string]string `json:"header,omitempty"`
}

// Point is where in a request's way an effect has its place.
type Point int

// The points.
const (
	AtEdge Point = iota
	AtIdentity
	AtPrincipal
	AtRoles
	AtOperation
	points
)

// traits are what is particular to a kind of effect.
type traits struct {
	point  Point
	fronts []string // where it can be; nil for all
	lags   bool     // whether it may have a Lag
	told   bool     // whether it has a Refusal
	once   bool     // whether it acts once, unless the rule says how often
	tokens bool     // whether it is about requests for tokens alone
}

var kinds = map[Kind]traits{
	Answer:            {point: AtEdge, told: true},
	Delay:             {point: AtEdge},
	Reset:             {point: AtEdge},
	Lose:              {point: AtEdge},
	Truncate:          {point: AtEdge},
	Empty:             {point: AtEdge},
	RevokeToken:       {point: AtEdge, fronts: []string{ResourceManager, Graph}, once: true},
	RotateKey:         {point: AtEdge, fronts: []string{Login, Metadata}, once: true, tokens: true},
	IdentityNotFound:  {point: AtIdentity, fronts: []string{Metadata}, lags: true, tokens: true},
	PrincipalNotFound: {point: AtPrincipal, fronts: []string{ResourceManager}, lags: true},
	RoleMissing:       {point: AtRoles, fronts: []string{ResourceManager}, lags: true},
	FailOperation:     {point: AtOperation, fronts: []string{ResourceManager}, told: true},
	StickOperation:    {point: AtOperation, fronts: []string{ResourceManager}},
}
