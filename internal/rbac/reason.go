package rbac

// Reason is what became of one assignment when it was asked about an action.
type Reason int

// The reasons; only Granted allows.
const (
	// Granted: the assignment's role grants the action at the scope.
	Granted Reason = iota
	// ScopeElsewhere: the assignment's scope neither is the scope asked about
	// nor contains it.
	ScopeElsewhere
	// RoleUnknown: the role definition is not there (any more).
	RoleUnknown
	// NoAction: the role names no action that matches.
	NoAction
	// NotAction: the role names the action and excludes it again.
	NotAction
	// Conditional: the role would grant the action, but the assignment or the
	// role's permission has a condition. Azure evaluates conditions, which
	// narrow a grant (to some blobs, to some roles that may be assigned on).
	// They are not evaluated here, and what is not known to be granted is not
	// granted.
	Conditional
	// NotSpread: the assignment is so new that it does not count yet: the server
	// was told to take its time as Azure does.
	NotSpread
)

var reasonTexts = [...]string{
	Granted:        "granted",
	ScopeElsewhere: "the assignment's scope does not contain the scope asked about",
	RoleUnknown:    "the role definition does not exist",
	NoAction:       "no action of the role matches",
	NotAction:      "the role excludes the action",
	Conditional:    "there is a condition, and conditions are not evaluated",
	NotSpread:      "the assignment is new and has not spread yet: a fault of this server holds it back",
}

var reasonCodes = [...]string{
	Granted:        "Granted",
	ScopeElsewhere: "ScopeElsewhere",
	RoleUnknown:    "RoleUnknown",
	NoAction:       "NoAction",
	NotAction:      "NotAction",
	Conditional:    "Conditional",
	NotSpread:      "NotSpread",
}

// Code is the reason as programs compare it.
func (r Reason) Code() string { return reasonCodes[r] }

// String is the reason for people.
func (r Reason) String() string { return reasonTexts[r] }
