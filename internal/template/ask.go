package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// reference is reference(resource, [apiVersion], ['Full']). By a symbol it may
// also be reference(symbol, 'Full').
func (s *scope) reference(args []any) (any, error) {
	texts, err := allTexts("reference", args)
	if err != nil {
		return nil, err
	}
	version, what := "", ""
	switch {
	case len(texts) == 2 && strings.EqualFold(texts[1], "full"):
		what = texts[1]
	case len(texts) > 1:
		version = texts[1]
	}
	if len(texts) > 2 {
		what = texts[2]
	}
	if what != "" && !strings.EqualFold(what, "full") && !strings.EqualFold(what, "properties") {
		return nil, function.Errorf("The template function 'reference' expects its third parameter to be 'Full', but it is '%s'. %s", what, seeReference)
	}
	id, r, err := s.ask("reference", texts[0])
	if err != nil {
		return nil, err
	}
	if version, err = s.versionFor(id, r, version); err != nil {
		return nil, err
	}
	return s.look(id, version, strings.EqualFold(what, "full"))
}

// versionFor is the API version to read a resource with.
func (s *scope) versionFor(id string, r *Resource, version string) (string, error) {
	if version == "" && r != nil {
		version = r.APIVersion
	}
	if version != "" {
		return version, nil
	}
	own := ""
	if s.self != nil {
		own = s.self.ID.String()
	}
	return "", function.Errorf("The template resource '%s' reference to '%s' requires an API version. %s", own, id, seeReference)
}

func (s *scope) look(id, version string, full bool) (any, error) {
	if s.rt == nil {
		return nil, ErrUnknownAtPlan
	}
	v, err := s.rt.Reference(id, version, full)
	if err != nil {
		return nil, fromRuntime(err)
	}
	return value.Of(v), nil
}

// references is references(loop, ['Full']): an array over a loop's resources.
func (s *scope) references(args []any) (any, error) {
	texts, err := allTexts("references", args)
	if err != nil {
		return nil, err
	}
	found, ok := s.index.byLoop[fold(texts[0])]
	if !ok || !s.t.symbolic {
		return nil, function.Errorf("The template function 'references' expects the symbolic name of a resource copy, and there is none named '%s'. %s", texts[0], seeReference)
	}
	all := []any{}
	for _, r := range found {
		if r.left {
			continue
		}
		v, err := s.look(r.ID.String(), r.APIVersion, len(texts) > 1 && strings.EqualFold(texts[1], "full"))
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// list is a list function: list*(resource, apiVersion, [input]).
func (s *scope) list(call string, args []any) (any, error) {
	name, err := function.Text(call, args[0])
	if err != nil {
		return nil, err
	}
	version := ""
	if len(args) > 1 {
		if version, err = function.Text(call, args[1]); err != nil {
			return nil, err
		}
	}
	id, r, err := s.ask(call, name)
	if err != nil {
		return nil, err
	}
	if version, err = s.versionFor(id, r, version); err != nil {
		return nil, err
	}
	if s.rt == nil {
		return nil, ErrUnknownAtPlan
	}
	var input any
	if len(args) > 2 {
		input = value.Tree(args[2])
	}
	v, err := s.rt.List(call, id, version, input)
	if err != nil {
		return nil, fromRuntime(err)
	}
	return value.Of(v), nil
}

// resourceInfo is resourceInfo(symbol): what a plan knows of a resource.
func (s *scope) resourceInfo(args []any) (any, error) {
	name, err := function.Text("resourceInfo", args[0])
	if err != nil {
		return nil, err
	}
	id, r, err := s.ask("resourceInfo", name)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, function.Errorf("The template reference '%s' is not valid: could not find template resource or resource copy with this name. %s", name, seeReference)
	}
	return value.NewObject(
		value.Member{Name: "id", Value: id},
		value.Member{Name: "name", Value: r.Name},
		value.Member{Name: "type", Value: r.Type},
		value.Member{Name: "apiVersion", Value: r.APIVersion},
	), nil
}

func allTexts(name string, args []any) ([]string, error) {
	all := make([]string, len(args))
	for i, arg := range args {
		s, err := function.Text(name, arg)
		if err != nil {
			return nil, err
		}
		all[i] = s
	}
	return all, nil
}
