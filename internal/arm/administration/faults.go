package administration

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Faults are what is to go wrong.
type Faults interface {
	// Faults are the rules in force.
	Faults() *fault.Set
}

func faultRoutes(f Faults) []arm.Route {
	const at, one, scenarios = "/providers/Azimuth/faults", "/providers/Azimuth/faults/{id}", "/providers/Azimuth/faultScenarios"
	const read, write, remove = "Azimuth/faults/read", "Azimuth/faults/write", "Azimuth/faults/delete"
	return []arm.Route{
		{Method: http.MethodGet, Pattern: at, Action: read, Do: func(context.Context, *arm.Call) (*arm.Response, error) {
			return list(f.Faults().List()), nil
		}},
		{Method: http.MethodPost, Pattern: at, Action: write, Do: func(_ context.Context, c *arm.Call) (*arm.Response, error) {
			rules, err := readFaults(c)
			if err != nil {
				return nil, err
			}
			added, err := f.Faults().Add(rules...)
			if err != nil {
				return nil, unfit(err)
			}
			response := list(added)
			response.Status = http.StatusCreated
			return response, nil
		}},
		{Method: http.MethodDelete, Pattern: at, Action: remove, Do: func(context.Context, *arm.Call) (*arm.Response, error) {
			f.Faults().Clear()
			return &arm.Response{Status: http.StatusOK}, nil
		}},
		{Method: http.MethodGet, Pattern: one, Action: read, Do: func(_ context.Context, c *arm.Call) (*arm.Response, error) {
			state, ok := f.Faults().Get(c.Args["id"])
			if !ok {
				return nil, resource.NotFound("FaultNotFound", "There is no fault with the id '%s'.", c.Args["id"])
			}
			return arm.JSON(http.StatusOK, encoded(state)), nil
		}},
		{Method: http.MethodDelete, Pattern: one, Action: remove, Do: func(_ context.Context, c *arm.Call) (*arm.Response, error) {
			if !f.Faults().Remove(c.Args["id"]) {
				return &arm.Response{Status: http.StatusNoContent}, nil
			}
			return &arm.Response{Status: http.StatusOK}, nil
		}},
		{Method: http.MethodGet, Pattern: scenarios, Action: read, Do: func(context.Context, *arm.Call) (*arm.Response, error) {
			return list(fault.Scenarios()), nil
		}},
	}
}

// readFaults reads a rule, or a scenario's rules: {"scenario": name}, with what
// else they are to match.
func readFaults(c *arm.Call) ([]fault.Rule, error) {
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	if _, _, named := document.Member(body, "scenario"); named {
		rules, err := fault.ParseScenario(document.Write(body))
		return rules, unfit(err)
	}
	rule, err := fault.Parse(document.Write(body))
	return []fault.Rule{rule}, unfit(err)
}

func unfit(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fault.ErrTooMany):
		return resource.Conflict("TooManyFaults", "%v.", err)
	}
	return resource.Invalid("InvalidFault", "The fault cannot be: %v.", err)
}

func list[T any](values []T) *arm.Response {
	return arm.JSON(http.StatusOK, encoded(map[string]any{"value": values}))
}

// encoded is a value as it is shown, by its own rules of JSON.
func encoded(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // rules and scenarios are always JSON
	}
	return text
}
