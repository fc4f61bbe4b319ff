package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// world is what the expressions of one deployment see, wherever they stand.
type world struct {
	d Deployment
	t *Template

	entries    map[string]given // parameters as given, by their folded names
	arguments  map[string]any   // their values
	defaulting map[*parameter]bool
	known      known
	planning   *int  // what is left of the work of planning; nil once that is done
	index      index // of the resources
	hash       string
}

// scope is where an expression stands: expression.Scope for one template.
type scope struct {
	*world
	place place
	loops *loop         // around it
	own   *value.Object // the parameters of the template's own function that it is in, or nil
	depth int           // of such functions
	chain *chain        // of variables that wait for it
	rt    Runtime       // nil while planning
	// waits is set where something was left because there is no runtime.
	waits *bool
	// implied collects the resources that are asked for; nil where nobody wants to know.
	implied *implied
	self    *Resource // that it is part of, or nil
	work    *int      // what is left of the work that the whole evaluation may take
}

// maxWork is how much may be made, in about the bytes of its text, by all that
// planning evaluates, and by one evaluation while the deployment runs.
const maxWork = 4 * MaxBytes

// scope is a scope at a place, with its work before it.
func (w *world) scope(p place) *scope {
	if w.planning != nil {
		return &scope{world: w, place: p, work: w.planning}
	}
	work := maxWork
	return &scope{world: w, place: p, work: &work}
}

// spend takes the cost of a value from the work that is left.
func (s *scope) spend(v any) error {
	if *s.work -= weigh(v, *s.work); *s.work < 0 {
		return function.Errorf("The evaluation makes more than the limits of a template allow.")
	}
	return nil
}

// weigh is about how long the text of a value is. It stops counting at most.
func weigh(v any, most int) int {
	const each = 16
	switch v := v.(type) {
	case string:
		return each + len(v)
	case []any:
		n := each
		for _, element := range v {
			if n > most {
				break
			}
			n += weigh(element, most-n)
		}
		return n
	case *value.Object:
		n := each
		for name, member := range v.All() {
			if n > most {
				break
			}
			n += len(name) + weigh(member, most-n)
		}
		return n
	}
	return each
}

// Target is the scope that is deployed to, by which resourceId() goes.
func (s *scope) Target() resource.ID { return s.d.Scope }

// leave notes that an expression was left unevaluated.
func (s *scope) leave() {
	if s.waits != nil {
		*s.waits = true
	}
}

// Call answers the functions that depend on where an expression stands.
func (s *scope) Call(name string, args []any) (any, bool, error) {
	if answer, ok := answers[name]; ok {
		if !s.place.allows(name) {
			return nil, true, notExpected(name)
		}
		v, err := answer(s, args)
		return v, true, err
	}
	if isList(name) {
		if !s.place.runtime {
			return nil, true, notExpected(name)
		}
		v, err := s.list(name, args)
		return v, true, err
	}
	if strings.Contains(name, ".") {
		return s.callUser(name, args)
	}
	return nil, false, nil
}

// answers are the contextual functions by their names in Azure's spelling.
var answers map[string]func(*scope, []any) (any, error)

func init() { // a table of functions that evaluate by it
	answers = map[string]func(*scope, []any) (any, error){
		"parameters":      (*scope).parameters,
		"variables":       (*scope).variables,
		"copyIndex":       (*scope).copyIndex,
		"utcNow":          (*scope).utcNow,
		"newGuid":         (*scope).newGUID,
		"deployment":      (*scope).deployment,
		"environment":     (*scope).environment,
		"subscription":    (*scope).subscription,
		"resourceGroup":   (*scope).resourceGroup,
		"managementGroup": (*scope).managementGroup,
		"tenant":          (*scope).tenant,
		"deployer":        (*scope).deployer,
		"providers":       (*scope).providers,
		"reference":       (*scope).reference,
		"references":      (*scope).references,
		"resourceInfo":    (*scope).resourceInfo,
		"pickZones":       (*scope).pickZones,
		"toLogicalZone":   zone("toLogicalZone", logicalZone),
		"toLogicalZones":  zones("toLogicalZones", logicalZone),
		"toPhysicalZone":  zone("toPhysicalZone", physicalZone),
		"toPhysicalZones": zones("toPhysicalZones", physicalZone),
		"extensions":      unsupported("extensions"),
		"externalInput":   unsupported("externalInput"),
	}
}

func notExpected(name string) error {
	return function.Errorf("The template function '%s' is not expected at this location. %s", name, seeFunctions)
}

// unsupported is a function that is known and has no meaning here.
func unsupported(name string) func(*scope, []any) (any, error) {
	return func(*scope, []any) (any, error) {
		return nil, function.Errorf("The template function '%s' is not supported.", name)
	}
}

func (s *scope) parameters(args []any) (any, error) {
	name, err := function.Text("parameters", args[0])
	if err != nil {
		return nil, err
	}
	if s.own == nil {
		return s.argument(name)
	}
	if v, ok := s.own.Get(name); ok {
		return v, nil
	}
	return nil, function.Errorf("The template parameter '%s' is not found. %s", name, seeUserFunctions)
}

func (s *scope) variables(args []any) (any, error) {
	name, err := function.Text("variables", args[0])
	if err != nil {
		return nil, err
	}
	return s.variable(name)
}

func (s *scope) newGUID([]any) (any, error) { return s.d.NewGUID(), nil }
