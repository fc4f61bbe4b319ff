package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// nameIt works out the resource's type, name and id.
func (r *Resource) nameIt() error {
	var err error
	if r.Type, r.Name, err = r.typeAndName(r.declared); err != nil {
		return err
	}
	r.Type = strings.Trim(r.Type, "/")
	if err := r.checkSegments(); err != nil {
		return err
	}
	r.IsDeployment = strings.EqualFold(r.Type, deploymentsType)
	scope, err := r.scopeID()
	if err != nil {
		return err
	}
	path := strings.TrimSuffix(scope.String(), "/") + "/providers/" + join(r.Type, r.Name)
	if strings.EqualFold(r.Type, groupsType) {
		path = strings.TrimSuffix(scope.SubscriptionID().String(), "/") + "/resourceGroups/" + r.Name
	}
	if r.ID, err = resource.ParseID(path); err != nil {
		reason := strings.TrimSuffix(resource.AsError(err).Message, ".")
		return r.declared.invalidAt(r.declared.node.Get("name"), reason)
	}
	return nil
}

const groupsType = "Microsoft.Resources/resourceGroups"

// typeAndName are the whole type and name of a declaration: those of a resource
// within another begin with the other's.
func (r *Resource) typeAndName(d *declaration) (kind, name string, err error) {
	if kind, err = r.headTextOf(d, "type"); err != nil {
		return "", "", err
	}
	if name, err = r.headTextOf(d, "name"); err != nil {
		return "", "", err
	}
	if d.parent == nil {
		return kind, name, nil
	}
	parentType, parentName, err := r.typeAndName(d.parent)
	if err != nil {
		return "", "", err
	}
	whole := strings.HasPrefix(strings.ToLower(kind), strings.ToLower(parentType)+"/")
	if whole && strings.Count(kind, "/") == strings.Count(name, "/")+1 {
		return kind, name, nil // written out in full
	}
	if !whole {
		kind = parentType + "/" + kind
	}
	return kind, parentName + "/" + name, nil
}

func (r *Resource) checkSegments() error {
	d := r.declared
	if r.Name == "" {
		at := d.node.Get("name")
		return invalid(at, "The template resource '%s' at line '%d' and column '%d' is not valid. The name property cannot be null or empty. %s",
			r.Name, at.Line, at.Column, seeResources)
	}
	types := strings.Split(r.Type, "/")
	names := strings.Split(r.Name, "/")
	good := len(types) == len(names)+1
	for _, part := range append(types, names...) {
		good = good && part != ""
	}
	if good {
		return nil
	}
	at := d.node.Get("type")
	return invalid(at, "The template resource '%s' for type '%s' at line '%d' and column '%d' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. %s",
		r.Name, r.Type, at.Line, at.Column, seeResources)
}

// join is a type and a name as they stand in an id: namespace/type/name/type/name.
func join(kind, name string) string {
	types := strings.Split(kind, "/")
	names := strings.Split(name, "/")
	var b strings.Builder
	b.WriteString(types[0])
	for i, part := range types[1:] {
		b.WriteString("/" + part)
		if i < len(names) {
			b.WriteString("/" + names[i])
		}
	}
	return b.String()
}

// scopeID is what the resource is deployed to: the deployment's scope, or what
// the resource says instead.
func (r *Resource) scopeID() (resource.ID, error) {
	target := r.world.d.Scope
	subscription, err := r.headText("subscriptionId")
	if err != nil {
		return target, err
	}
	group, err := r.headText("resourceGroup")
	if err != nil {
		return target, err
	}
	if subscription != "" {
		path := "/subscriptions/" + subscription
		if group == "" && present(r.declared.node, "location") == nil {
			group = target.ResourceGroup() // with a location it goes to the subscription itself
		}
		if target, err = r.parseScope("subscriptionId", path); err != nil {
			return target, err
		}
	}
	if group != "" {
		if target.Subscription() == "" {
			return target, r.declared.invalidAt(r.declared.node.Get("resourceGroup"), "the resource group '"+group+"' needs a subscription")
		}
		if target, err = r.parseScope("resourceGroup", target.SubscriptionID().String()+"/resourceGroups/"+group); err != nil {
			return target, err
		}
	}
	scope, err := r.headText("scope")
	if err != nil || scope == "" {
		return target, err
	}
	if !strings.HasPrefix(scope, "/") {
		scope = relativeScope(target, scope)
	}
	return r.parseScope("scope", scope)
}

// canonical is a subscription or resource group with the words of its id spelled
// as Azure spells them, whatever the client wrote: the ids of a deployment's
// resources begin with it.
func canonical(scope resource.ID) resource.ID {
	group, ok := scope.ResourceGroupID()
	if !ok || !group.Equal(scope) {
		return scope
	}
	return resource.MustParseID("/subscriptions/" + scope.Subscription() + "/resourceGroups/" + scope.ResourceGroup())
}

// relativeScope is where a scope without a leading slash is: a resource beside
// the deployment, or a management group of the tenant.
func relativeScope(target resource.ID, scope string) string {
	lower := strings.ToLower(scope)
	switch {
	case strings.HasPrefix(lower, "subscriptions/"):
		return "/" + scope
	case strings.HasPrefix(lower, "microsoft.management/managementgroups/"):
		return "/providers/" + scope
	}
	return strings.TrimSuffix(target.String(), "/") + "/providers/" + scope
}

func (r *Resource) parseScope(member, path string) (resource.ID, error) {
	id, err := resource.ParseID(path)
	if err != nil {
		reason := strings.TrimSuffix(resource.AsError(err).Message, ".")
		return id, r.declared.invalidAt(r.declared.node.Get(member), reason)
	}
	return id, nil
}
