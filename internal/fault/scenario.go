package fault

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// Scenario is a bad day with a name.
type Scenario struct {
	Name string `json:"name"`
	// Summary says what goes wrong, in a line.
	Summary string `json:"summary"`
	Rules   []Rule `json:"rules"`
}

//go:embed scenarios/*.json
var files embed.FS

// Scenarios are all that there are, in order of their names.
func Scenarios() []Scenario { return scenarios() }

var scenarios = sync.OnceValue(func() []Scenario {
	paths, err := fs.Glob(files, "scenarios/*.json")
	if err != nil {
		panic(err)
	}
	all := make([]Scenario, len(paths))
	for i, path := range paths {
		text, err := files.ReadFile(path)
		if err != nil {
			panic(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&all[i]); err != nil {
			panic(fmt.Sprintf("fault: %s: %v", path, err)) // a test reads them all
		}
		all[i].Name = strings.TrimSuffix(strings.TrimPrefix(path, "scenarios/"), ".json")
		for j := range all[i].Rules {
			all[i].Rules[j].Name = all[i].Name
		}
	}
	return all
})

// Named is the scenario with a name. Its error names those that there are.
func Named(name string) (Scenario, error) {
	names := make([]string, len(Scenarios()))
	for i, s := range Scenarios() {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
		names[i] = s.Name
	}
	return Scenario{}, fmt.Errorf("there is no scenario %q: choose one of %s", name, strings.Join(names, ", "))
}

// Choice is a scenario as it is asked for: what is set narrows its rules, or
// takes the place of what they say.
type Choice struct {
	Scenario string   `json:"scenario"`
	Match    Match    `json:"match"`
	When     When     `json:"when"`
	Lag      Duration `json:"lag,omitempty"`
}

// ParseScenario reads a Choice in JSON, and returns the rules that it comes to.
func ParseScenario(text []byte) ([]Rule, error) {
	var c Choice
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return nil, readable(err)
	}
	return c.Rules()
}

// Rules are what the choice comes to.
func (c Choice) Rules() ([]Rule, error) {
	found, err := Named(c.Scenario)
	if err != nil {
		return nil, err
	}
	rules := make([]Rule, len(found.Rules))
	for i, r := range found.Rules {
		r.Match = r.Match.narrowed(c.Match)
		if c.When != (When{}) {
			r.When = c.When
		}
		if c.Lag > 0 {
			if r.Effect.Lag == 0 {
				return nil, errors.New("the scenario has no lag")
			}
			r.Effect.Lag = c.Lag
		}
		if rules[i], err = r.complete(); err != nil {
			return nil, fmt.Errorf("with what was asked for, in the scenario %s: %w", found.Name, err)
		}
	}
	return rules, nil
}

// narrowed is the match with what the other one has set.
func (m Match) narrowed(by Match) Match {
	for _, member := range []struct{ own, other *string }{
		{&m.Front, &by.Front},
		{&m.Method, &by.Method},
		{&m.Path, &by.Path},
		{&m.Machine, &by.Machine},
		{&m.Principal, &by.Principal},
		{&m.Audience, &by.Audience},
	} {
		if *member.other != "" {
			*member.own = *member.other
		}
	}
	return m
}
