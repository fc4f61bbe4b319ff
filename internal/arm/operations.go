package arm

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Providers are the registered providers in order of their namespaces.
func (e *Engine) Providers() []*Provider {
	providers := make([]*Provider, 0, len(e.providers))
	for _, p := range e.providers {
		providers = append(providers, p)
	}
	slices.SortFunc(providers, func(a, b *Provider) int { return strings.Compare(a.Namespace, b.Namespace) })
	return providers
}

// Provider is the provider of a namespace, in any case.
func (e *Engine) Provider(namespace string) (*Provider, error) {
	if p := e.providers[lower(namespace)]; p != nil {
		return p, nil
	}
	return nil, resource.NotFound("InvalidResourceNamespace", "The resource namespace '%s' is invalid.", namespace)
}

// Type is the declaration of a document kind, or nil.
func (e *Engine) Type(kind string) *ResourceType { return e.typeOf(lower(kind)) }

// AllOperations are the actions that the provider checks, in order of their
// names: those that follow from its types, and those that it declares.
func (p *Provider) AllOperations() []Operation {
	all := slices.Clone(p.Operations)
	for _, t := range p.Types {
		all = append(all, Operation{Name: t.action("read"), Resource: t.Display, Verb: "Read"})
		if !t.ReadOnly {
			all = append(all,
				Operation{Name: t.action("write"), Resource: t.Display, Verb: "Create or update"},
				Operation{Name: t.action("delete"), Resource: t.Display, Verb: "Delete"})
		}
		if t.Removable {
			all = append(all, Operation{Name: t.action("delete"), Resource: t.Display, Verb: "Delete"})
		}
		for _, action := range slices.Concat(t.Actions, t.Orders) {
			all = append(all, Operation{Name: t.action(action.verb()), Resource: t.Display, Verb: action.Display})
		}
	}
	slices.SortFunc(all, func(a, b Operation) int { return strings.Compare(lower(a.Name), lower(b.Name)) })
	return slices.CompactFunc(all, func(a, b Operation) bool { return equalFold(a.Name, b.Name) })
}
