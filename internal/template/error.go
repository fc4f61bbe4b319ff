package template

import "errors"

// Error says what is wrong with a template or its parameters, in Azure's words.
type Error struct {
	Code    string // "InvalidTemplate" for nearly all
	Message string // without the "Deployment template validation failed" around it; see Violation
	// Line and Column are where, from 1, in the text that was read; 0 where no place is known.
	Line, Column int
	Path         string // such as "properties.template.resources[0]"; "" where no place is known
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// ErrUnknownAtPlan is what a Runtime returns for what only a running deployment
// can know. Validation and what-if pass over values that fail with it.
var ErrUnknownAtPlan = errors.New("the value is known only while the deployment runs")
