package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// connect works out which resource waits for which, and on the way whatever of
// their bodies can be known before anything runs.
func (w *world) connect(all []*Resource) error {
	for _, r := range all {
		if r.left {
			continue
		}
		if err := r.readStated(); err != nil {
			return err
		}
	}
	size := 0
	for _, r := range all {
		if r.left {
			continue
		}
		if err := r.foresee(); err != nil {
			return err
		}
		if size += len(document.Write(r.body)); size > MaxBytes {
			return invalid(r.declared.node, "The template size limit exceeded after its expressions and copies are expanded. Limit: '%d' bytes. %s", MaxBytes, seeTemplate)
		}
		r.arrange()
	}
	return findCycle(all)
}

// readStated finds the resources that dependsOn names.
func (r *Resource) readStated() error {
	list := present(r.declared.node, "dependsOn")
	if list == nil {
		return nil
	}
	v, err := r.head().value(list)
	if err != nil {
		return because(err, func(reason string) *Error { return r.declared.invalidAt(list, reason) })
	}
	names, ok := v.([]any)
	if !ok {
		return unreadable(list, "Cannot deserialize the current JSON value of member 'dependsOn': a JSON array (e.g. [1,2,3]) is expected, but its token is %s.", token(list))
	}
	for i, v := range names {
		at := list
		if i < len(list.Children()) {
			at = list.Children()[i]
		}
		name, ok := v.(string)
		if !ok {
			return r.declared.invalidAt(at, "an element of 'dependsOn' must be a string, but is of type '"+value.TypeName(v)+"'")
		}
		if name == "" {
			continue
		}
		if err := r.dependOn(at, name); err != nil {
			return err
		}
	}
	return nil
}

func (r *Resource) dependOn(at *source.Node, name string) error {
	found, ok := r.world.index.find(name)
	if !ok {
		if first, _, _ := strings.Cut(name, "/"); strings.Contains(name, "/") && !strings.HasPrefix(name, "/") && !strings.Contains(first, ".") {
			return r.declared.invalidAt(at, "The resource identificator '"+name+"' is malformed. "+seeReference)
		}
		return invalid(at, "The resource '%s' is not defined in the template. %s", shortName(name), seeResources)
	}
	for _, other := range found {
		if other == r && len(found) > 1 {
			continue // another of the same name is meant
		}
		if !other.left {
			r.stated = append(r.stated, other)
		}
	}
	return nil
}

// shortName is an id without its scope, as Azure's messages have it.
func shortName(name string) string {
	lower := strings.ToLower(name)
	i := strings.LastIndex(lower, "/providers/")
	if i < 0 || !strings.HasPrefix(name, "/") {
		return name
	}
	parts := strings.Split(name[i+len("/providers/"):], "/")
	kind, names := parts[0], make([]string, 0, len(parts)/2)
	for j, part := range parts[1:] {
		if j%2 == 0 {
			kind += "/" + part
		} else {
			names = append(names, part)
		}
	}
	return kind + "/" + strings.Join(names, "/")
}

// arrange makes the list of what the resource waits for, each once.
func (r *Resource) arrange() {
	seen := make(map[*Resource]bool)
	add := func(other *Resource) {
		if other != nil && !other.left && !seen[other] {
			seen[other] = true
			r.DependsOn = append(r.DependsOn, other)
		}
	}
	for _, other := range r.stated {
		add(other)
	}
	for _, a := range r.asked {
		add(a.resource)
	}
	for _, other := range r.batchWait {
		add(other)
	}
}

// findCycle refuses resources that wait for each other.
func findCycle(all []*Resource) error {
	const (
		begun = 1
		done  = 2
	)
	state := make(map[*Resource]int)
	var visit func(r *Resource) *Resource
	visit = func(r *Resource) *Resource {
		state[r] = begun
		for _, other := range r.DependsOn {
			if state[other] == begun {
				return other
			}
			if state[other] != done {
				if c := visit(other); c != nil {
					return c
				}
			}
		}
		state[r] = done
		return nil
	}
	for _, r := range all {
		if state[r] == 0 {
			if c := visit(r); c != nil {
				return invalid(c.declared.node, "Circular dependency detected on resource: '%s'. %s", c.ID, seeResources)
			}
		}
	}
	return nil
}

// asked is what a body asks of a resource with reference() or a list function.
type asked struct {
	id         string
	apiVersion string    // as the function is given it, or ""
	resource   *Resource // of the same template, or nil
}

// implied collects what expressions ask for.
type implied struct {
	asked []asked
	err   error
	at    *source.Node
}

// ask finds the resource that a reference() or list function is about. Its id
// comes with it, and the resource where it is one of the template.
func (s *scope) ask(call, name string) (string, *Resource, error) {
	if strings.HasPrefix(name, "/") {
		found, ok := s.index.find(name)
		if !ok {
			return name, nil, nil
		}
		return name, found[0], nil
	}
	found, ok := s.index.find(name)
	if !ok || len(found) == 0 {
		return "", nil, function.Errorf("The template reference '%s' is not valid: could not find template resource or resource copy with this name. %s", name, seeReference)
	}
	chosen := found[0]
	for _, r := range found {
		if !r.left && (r != s.self || len(found) == 1) {
			chosen = r
			break
		}
	}
	if chosen == s.self && call == "reference" {
		return "", nil, function.Errorf("The template resource '%s/%s' cannot reference itself. %s", chosen.Type, chosen.Name, seeReference)
	}
	return chosen.ID.String(), chosen, nil
}
