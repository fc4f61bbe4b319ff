package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// role is who does a step.
type role int

const (
	nobody role = iota
	administrator
	instance0
	instance1
)

// scene is one step of the story.
type scene struct {
	step  string
	as    role
	title string
	why   string
	// vars are what the step is given beside its role's variables.
	vars func(*world) []environ.Var
	// check reads the step's result, remembers what later scenes need, and
	// returns lines that tell it. It fails where the result is not what must be.
	check func(*world, json.RawMessage) ([]string, error)
}

// world is what the story has learnt so far.
type world struct {
	group      Group
	network    Network
	identities [2]Identity
	set        ScaleSet
	tokens     [2]string
	claims     [2]claims
}

// Connect returns how to be an instance of the scale set with the id.
type Connect func(ctx context.Context, scaleSet string, instance int) (environ.Machine, error)

// fact is something that must be true.
type fact struct {
	true bool
	text string
}

// must returns an error that names the first fact that is not true.
func must(facts ...fact) error {
	for _, f := range facts {
		if !f.true {
			return fmt.Errorf("it should be that %s, but it is not", f.text)
		}
	}
	return nil
}

// read makes a check of one that takes the result's own type.
func read[T any](check func(*world, T) ([]string, error)) func(*world, json.RawMessage) ([]string, error) {
	return func(w *world, text json.RawMessage) ([]string, error) {
		var result T
		if err := json.Unmarshal(text, &result); err != nil {
			return nil, fmt.Errorf("the step's result is not what was agreed: %w", err)
		}
		return check(w, result)
	}
}
