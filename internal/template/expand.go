package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// maxResources is how many resources a template may have, copies counted.
const maxResources = 800

// Expand works out a deployment's plan: everything that can be wrong before
// anything runs is found here. Its errors are of type *Error.
func Expand(d Deployment) (*Plan, error) {
	d.Scope = canonical(d.Scope)
	planning := maxWork
	w := &world{
		d: d, t: d.Template, hash: d.Template.hash(),
		arguments:  make(map[string]any),
		defaulting: make(map[*parameter]bool),
		known:      known{values: make(map[*source.Node]any)},
		planning:   &planning,
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	all, err := w.resources()
	if err != nil {
		return nil, err
	}
	if w.index, err = w.newIndex(all); err != nil {
		return nil, err
	}
	if err := w.connect(all); err != nil {
		return nil, err
	}
	p := &Plan{Parameters: w.shown(), Hash: w.hash, world: w}
	for _, r := range all {
		if !r.left {
			p.Resources = append(p.Resources, r)
		}
	}
	p.Providers, p.Dependencies = providersOf(p.Resources), dependenciesOf(p.Resources)
	w.planning = nil
	return p, nil
}

// resources are all resources with their copies, in the order of the template,
// those that a condition leaves out among them.
func (w *world) resources() ([]*Resource, error) {
	var all []*Resource
	for _, d := range w.t.resources {
		made, err := w.copies(d)
		if err != nil {
			return nil, err
		}
		all = append(all, made...)
		if len(all) > maxResources {
			// Go on counting for the message, without making any more.
			return nil, w.tooMany(all, d)
		}
	}
	return all, nil
}

func (w *world) tooMany(all []*Resource, last *declaration) error {
	count := len(all)
	past := false
	for _, d := range w.t.resources {
		if past {
			count++
		}
		past = past || d == last
	}
	return invalid(nil, "The number of template resources limit exceeded. Limit: '%d' and actual: '%d'. %s", maxResources, count, seeResources)
}

// copies are the resources that one declaration makes.
func (w *world) copies(d *declaration) ([]*Resource, error) {
	definition := d.copied()
	s := w.scope(inHead)
	if definition == nil {
		r, err := w.make(d, nil)
		return []*Resource{r}, err
	}
	count, err := s.count(definition)
	if err != nil {
		return nil, because(err, func(reason string) *Error { return d.invalidAt(definition, reason) })
	}
	batch, err := s.batch(definition, count)
	if err != nil {
		return nil, because(err, func(reason string) *Error { return d.invalidAt(definition, reason) })
	}
	name, _ := definition.Get("name").Text()
	all := make([]*Resource, count)
	for i := range all {
		if all[i], err = w.make(d, &loop{name: name, index: int64(i)}); err != nil {
			return nil, err
		}
	}
	if batch > 0 {
		for i, r := range all {
			if first := i / int(batch) * int(batch); first > 0 {
				r.batchWait = all[first-int(batch) : first]
			}
		}
	}
	return all, nil
}

// copied is the copy definition that the resource or a parent of it has, or nil.
func (d *declaration) copied() *source.Node {
	for ; d != nil; d = d.parent {
		if m := present(d.node, "copy"); m != nil {
			return m
		}
	}
	return nil
}

// make works out the head of one resource.
func (w *world) make(d *declaration, loops *loop) (*Resource, error) {
	r := &Resource{
		world: w, declared: d, loops: loops, Symbol: d.symbol, Existing: d.existing,
		Line: d.node.Line, Column: d.node.Column,
	}
	if r.Symbol != "" && loops != nil {
		r.Symbol = indexed(r.Symbol, loops.index)
	}
	if err := r.nameIt(); err != nil {
		return nil, err
	}
	if err := r.decide(); err != nil || r.left {
		return r, err
	}
	var err error
	if r.Location, err = r.headText("location"); err != nil {
		return nil, err
	}
	return r, r.version()
}

func (r *Resource) head() *scope {
	s := r.world.scope(inHead)
	s.loops, s.self = r.loops, r
	return s
}

// headText is a member of the resource that has to be a string, evaluated; "" where there is none.
func (r *Resource) headText(member string) (string, error) {
	return r.headTextOf(r.declared, member)
}

func (r *Resource) headTextOf(d *declaration, member string) (string, error) {
	m := present(d.node, member)
	if m == nil {
		return "", nil
	}
	v, err := r.head().value(m)
	if err != nil {
		return "", because(err, func(reason string) *Error { return d.invalidAt(m, reason) })
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case nil:
		return "", nil
	}
	return "", d.invalidAt(m, "the member '"+member+"' must be a string, but is of type '"+value.TypeName(v)+"'")
}

// decide evaluates the resource's condition.
func (r *Resource) decide() error {
	m := present(r.declared.node, "condition")
	if m == nil {
		return nil
	}
	v, err := r.head().value(m)
	if err != nil {
		return because(err, func(reason string) *Error { return r.declared.invalidAt(m, reason) })
	}
	holds, ok := v.(bool)
	if !ok {
		return r.declared.invalidAt(m, "the condition must be of type 'Boolean', but is of type '"+value.TypeName(v)+"'")
	}
	r.left = !holds
	return nil
}

// version is the API version: the resource's own, or by the template's profile
// the newest that there is.
func (r *Resource) version() error {
	var err error
	if r.APIVersion, err = r.headText("apiVersion"); err != nil || r.APIVersion != "" {
		return err
	}
	if present(r.world.t.node, "apiProfile") != nil {
		namespace, rest, _ := strings.Cut(r.Type, "/")
		if versions, _, ok := r.world.provider(namespace, rest); ok && len(versions) > 0 {
			r.APIVersion = versions[0]
			return nil
		}
	}
	at := r.declared.node
	if m := at.Get("apiVersion"); m != nil {
		at = m
	}
	return invalid(at, "The template resource '%s' at line '%d' and column '%d' is not valid. The api-version property cannot be null or empty. %s",
		r.Name, r.Line, r.Column, seeResources)
}
