package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// index finds resources of a template by whatever a template calls them.
type index struct {
	byID     map[string]*Resource   // by keys of their ids; of several the one that is not left out
	byName   map[string][]*Resource // by folded names: their own, with the type, their symbols
	byLoop   map[string][]*Resource // by folded names of copy loops and symbols of whole loops
	scope    resource.ID
	symbolic bool
}

// newIndex refuses resources that are there twice.
func (w *world) newIndex(all []*Resource) (index, error) {
	x := index{
		byID:   make(map[string]*Resource),
		byName: make(map[string][]*Resource),
		byLoop: make(map[string][]*Resource),
		scope:  w.d.Scope, symbolic: w.t.symbolic,
	}
	for _, name := range w.t.loopNames() { // of loops that run no times too
		x.byLoop[name] = nil
	}
	for _, r := range all {
		if err := x.enter(r); err != nil {
			return x, err
		}
	}
	return x, nil
}

func (x *index) enter(r *Resource) error {
	key := r.ID.Key()
	before := x.byID[key]
	if before != nil && !before.left && !r.left && !before.Existing && !r.Existing {
		d := r.declared.node
		return invalid(d, "The resource '%s/%s' at line '%d' and column '%d' is defined multiple times in a template. %s",
			r.Type, r.Name, r.Line, r.Column, seeResources)
	}
	if before == nil || before.left || before.Existing && !r.left {
		x.byID[key] = r
	}
	names := []string{r.Type + "/" + r.Name, join(r.Type, r.Name)}
	if x.symbolic {
		names = append(names, r.Symbol)
	} else {
		names = append(names, r.Name)
	}
	if r.declared.parent != nil { // a child goes by the name that it is declared with, too
		names = append(names, r.Name[strings.LastIndexByte(r.Name, '/')+1:])
	}
	seen := make(map[string]bool)
	for _, name := range names {
		if name = fold(name); name != "" && !seen[name] {
			seen[name] = true
			x.byName[name] = append(x.byName[name], r)
		}
	}
	if r.loops != nil {
		loop := fold(r.loops.name)
		x.byLoop[loop] = append(x.byLoop[loop], r)
		if symbol := fold(r.declared.symbol); symbol != "" && symbol != loop {
			x.byLoop[symbol] = append(x.byLoop[symbol], r)
		}
	}
	return nil
}

// loopNames are the folded names of the copy loops, and the symbols of their resources.
func (t *Template) loopNames() []string {
	var names []string
	for _, d := range t.resources {
		if m := d.copied(); m != nil {
			name, _ := m.Get("name").Text()
			names = append(names, fold(name))
			if d.symbol != "" {
				names = append(names, fold(d.symbol))
			}
		}
	}
	return names
}

// find are the resources that a text names: an id, a name, a type and a name, a
// symbol or a copy loop. ok is false where the template has none of that name;
// a loop that runs no times is there and has no resources.
func (x *index) find(name string) (found []*Resource, ok bool) {
	if strings.HasPrefix(name, "/") {
		r := x.byID[idKey(name)]
		return []*Resource{r}, r != nil
	}
	folded := fold(strings.TrimSuffix(name, "/"))
	if found, ok = x.byName[folded]; ok {
		return found, true
	}
	if found, ok = x.byLoop[folded]; ok {
		return found, true
	}
	if strings.Contains(name, "/") { // a path within the deployment's scope
		if r := x.byID[idKey(strings.TrimSuffix(x.scope.String(), "/")+"/providers/"+name)]; r != nil {
			return []*Resource{r}, true
		}
	}
	return nil, false
}

// idKey is the key of an id as it is written. A resource group may be written as
// a resource of its subscription.
func idKey(path string) string {
	key := strings.ToLower(strings.TrimSuffix(path, "/"))
	if before, name, ok := strings.Cut(key, "/providers/microsoft.resources/resourcegroups/"); ok && !strings.Contains(name, "/") {
		return before + "/resourcegroups/" + name
	}
	return key
}
