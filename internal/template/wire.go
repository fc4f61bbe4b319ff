package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// providersOf are the namespaces and types of resources in the order in which
// they come first.
func providersOf(resources []*Resource) []Provider {
	var all []Provider
	for _, r := range resources {
		if r.Existing {
			continue
		}
		namespace, kind, _ := strings.Cut(r.Type, "/")
		p := findOrAdd(&all, func(p Provider) bool { return strings.EqualFold(p.Namespace, namespace) }, Provider{Namespace: namespace})
		t := findOrAdd(&p.ResourceTypes, func(t ProviderType) bool { return strings.EqualFold(t.ResourceType, kind) }, ProviderType{ResourceType: kind})
		location := normalLocation(r.Location)
		findOrAdd(&t.Locations, func(l string) bool { return l == location }, location)
	}
	return all
}

func findOrAdd[T any](all *[]T, is func(T) bool, otherwise T) *T {
	for i := range *all {
		if is((*all)[i]) {
			return &(*all)[i]
		}
	}
	*all = append(*all, otherwise)
	return &(*all)[len(*all)-1]
}

// dependenciesOf are the resources that wait for others: what they state, then
// what they ask for with the API version that they ask with.
func dependenciesOf(resources []*Resource) []Dependency {
	var all []Dependency
	for _, r := range resources {
		if r.Existing {
			continue
		}
		d := Dependency{Dependent: r.dependent("")}
		seen := make(map[Dependent]bool)
		listed := make(map[string]bool) // ids
		add := func(other Dependent) {
			if !seen[other] && (other.APIVersion != "" || !listed[other.ID]) {
				seen[other], listed[other.ID] = true, true
				d.DependsOn = append(d.DependsOn, other)
			}
		}
		for _, other := range r.stated {
			if !other.Existing {
				add(other.dependent(""))
			}
		}
		for _, a := range r.asked {
			add(a.dependent())
		}
		if d.DependsOn != nil {
			all = append(all, d)
		}
	}
	return all
}

func (r *Resource) dependent(version string) Dependent {
	return Dependent{ID: r.ID.String(), ResourceType: r.Type, ResourceName: r.Name, APIVersion: version}
}

func (a asked) dependent() Dependent {
	if a.resource != nil {
		return a.resource.dependent(a.apiVersion)
	}
	kind, name := typeAndNameOf(a.id)
	return Dependent{ID: a.id, ResourceType: kind, ResourceName: name, APIVersion: a.apiVersion}
}

// typeAndNameOf are the type and name of a resource that is not in the template:
// of an extension resource they go on from those of what it extends.
func typeAndNameOf(path string) (kind, name string) {
	id, err := resource.ParseID(path)
	if err != nil {
		return "", path
	}
	rest := id.String()
	group, inGroup := id.ResourceGroupID()
	switch {
	case inGroup:
		rest = strings.TrimPrefix(rest, group.String())
	case id.Subscription() != "":
		rest = strings.TrimPrefix(rest, id.SubscriptionID().String())
	}
	parts := strings.Split(strings.TrimPrefix(rest, "/"), "/")
	if len(parts) < 4 {
		return id.Type(), id.Name()
	}
	kind = parts[1]
	var names []string
	for i, part := range parts[2:] {
		if i%2 == 0 {
			kind += "/" + part
		} else {
			names = append(names, part)
		}
	}
	return kind, strings.Join(names, "/")
}
