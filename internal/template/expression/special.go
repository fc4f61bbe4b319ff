package expression

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// special evaluates a call that does not look at all of its arguments, or binds
// names in them.
type special func(*evaluation, *call) (any, error)

// specials are those calls by their names in lower case.
var specials map[string]special

func init() { // a table of functions that evaluate by it
	specials = map[string]special{
		"if":              (*evaluation).choose,
		"and":             (*evaluation).all,
		"or":              (*evaluation).some,
		"coalesce":        (*evaluation).coalesce,
		"lambda":          (*evaluation).lambda,
		"lambdavariables": (*evaluation).lambdaVariable,

		"extensionresourceid":       idOf(extensionResourceID),
		"managementgroupresourceid": idOf(managementGroupResourceID),
		"resourceid":                idOf(resourceID),
		"subscriptionresourceid":    idOf(subscriptionResourceID),
		"tenantresourceid":          idOf(tenantResourceID),
	}
}

// choose is if(condition, then, else): the branch not taken is not evaluated.
func (ev *evaluation) choose(c *call) (any, error) {
	condition, err := ev.value(c.args[0])
	if err != nil {
		return nil, err
	}
	holds, err := function.Condition(strings.ToLower(c.name), condition)
	if err != nil {
		return nil, ev.said(c, err)
	}
	if holds {
		return ev.value(c.args[1])
	}
	return ev.value(c.args[2])
}

// all is and(...): it ends at the first that is false.
func (ev *evaluation) all(c *call) (any, error) { return ev.logic(c, false) }

// some is or(...): it ends at the first that is true.
func (ev *evaluation) some(c *call) (any, error) { return ev.logic(c, true) }

func (ev *evaluation) logic(c *call, end bool) (any, error) {
	for _, arg := range c.args {
		v, err := ev.value(arg)
		if err != nil {
			return nil, err
		}
		holds, err := function.Condition(strings.ToLower(c.name), v)
		if err != nil {
			return nil, ev.said(c, err)
		}
		if holds == end {
			return end, nil
		}
	}
	return !end, nil
}

// coalesce is the first of its arguments that is not null.
func (ev *evaluation) coalesce(c *call) (any, error) {
	for _, arg := range c.args {
		if v, err := ev.value(arg); v != nil || err != nil {
			return v, err
		}
	}
	return nil, nil
}

// lambda binds its names, which are all arguments but the last.
func (ev *evaluation) lambda(c *call) (any, error) {
	names := make([]string, len(c.args)-1)
	for i, arg := range c.args[:len(names)] {
		name, ok := constantText(arg)
		if !ok {
			return nil, errorAt(arg.at(), "The template language function 'lambda' expects all its parameters but the last to be string literals, the names of the lambda variables.")
		}
		names[i] = name
	}
	body := c.args[len(names)]
	return &function.Lambda{Parameters: len(names), Apply: func(args ...any) (any, error) {
		inner := *ev
		for i, name := range names {
			inner.bound = &binding{name, args[i], inner.bound}
		}
		return inner.value(body)
	}}, nil
}

func (ev *evaluation) lambdaVariable(c *call) (any, error) {
	name, err := ev.value(c.args[0])
	if err != nil {
		return nil, err
	}
	text, err := function.Text("lambdaVariables", name)
	if err != nil {
		return nil, ev.said(c, err)
	}
	for b := ev.bound; b != nil; b = b.outer {
		if function.SameName(b.name, text) {
			return b.value, nil
		}
	}
	return nil, errorAt(c.offset, "The lambda variable '%s' is not found.", text)
}

func constantText(n node) (string, bool) {
	c, ok := n.(*constant)
	if !ok {
		return "", false
	}
	text, ok := c.value.(string)
	return text, ok
}
