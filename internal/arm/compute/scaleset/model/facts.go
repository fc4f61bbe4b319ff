package model

import "time"

// Facts are what the server keeps of a scale set.
type Facts struct {
	// Model counts the changes of what its instances are made from.
	Model int `json:"model"`
	// Next is the number of the next instance; numbers are not used again.
	Next int `json:"next"`
	// Scaling is what is left to do for a Flexible one to have its capacity; nil for nothing.
	Scaling *Scaling `json:"scaling,omitempty"`
	// Unasked are the properties that nobody sent and that older api-versions
	// show only where somebody did.
	Unasked []string `json:"unasked,omitempty"`
}

// Scaling is what is left to do for a Flexible scale set to have its capacity, where
// that takes time: one machine after the other comes, or goes, while the operation
// that changed the capacity runs.
type Scaling struct {
	Began time.Time     `json:"began"`
	Takes time.Duration `json:"takes"`
	// Steps is how many machines come or go, Done how many did.
	Steps int `json:"steps"`
	Done  int `json:"done"`
	// Operation is the key of the operation that ends with it.
	Operation string `json:"operation"`
}

// Next is when the next machine comes or goes, or when all is over.
func (s Scaling) Next() time.Time {
	return s.Began.Add(s.Takes * time.Duration(s.Done) / time.Duration(s.Steps))
}

// Ends is when all is over.
func (s Scaling) Ends() time.Time { return s.Began.Add(s.Takes) }
