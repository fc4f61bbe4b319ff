package expression

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template/function"
)

// Located is a Scope that knows which scope it deploys to. The functions that
// make resource ids take from it what their arguments leave out.
type Located interface {
	Scope
	Target() resource.ID
}

func (ev *evaluation) target() resource.ID {
	if l, ok := ev.scope.(Located); ok {
		return l.Target()
	}
	return resource.Root
}

// idOf evaluates a call that makes a resource id of texts.
func idOf(join func(ev *evaluation, c *call, parts []string) (string, error)) special {
	return func(ev *evaluation, c *call) (any, error) {
		parts := make([]string, len(c.args))
		for i, arg := range c.args {
			v, err := ev.value(arg)
			if err != nil {
				return nil, err
			}
			s, ok := v.(string)
			if !ok {
				return nil, c.noID("all function arguments should be string literals.")
			}
			parts[i] = s
		}
		id, err := join(ev, c, parts)
		if err != nil {
			return nil, err
		}
		return id, nil
	}
}

func (c *call) noID(format string, args ...any) error {
	return &Error{Message: function.NoResourceID(c.function.Name, format, args...), Offset: c.offset}
}

// typed splits the arguments into those before the type, the type, and the names.
// The type is the one that has a slash within it; one at its end does not count.
func (c *call) typed(parts []string, most int) (before []string, kind string, names []string, err error) {
	slashed := func(s string) bool { return strings.Contains(strings.TrimRight(s, "/"), "/") }
	at := slices.IndexFunc(parts, slashed)
	if at < 0 || at > most || slices.ContainsFunc(parts[at+1:], slashed) {
		return nil, "", nil, c.noID("function requires exactly one multi-segmented argument which must be resource type including resource provider namespace. Current function arguments '%s'.", strings.Join(parts, ","))
	}
	return parts[:at], strings.TrimRight(parts[at], "/"), parts[at+1:], nil
}

// path is /providers/{namespace}/{type}/{name}...
func (c *call) path(kind string, names []string) (string, error) {
	segments := strings.Split(kind, "/")
	if len(names) != len(segments)-1 {
		return "", c.noID("the type '%s' requires '%d' resource name argument(s).", kind, len(segments)-1)
	}
	var b strings.Builder
	b.WriteString("/providers/" + segments[0])
	for i, name := range names {
		b.WriteString("/" + segments[i+1] + "/" + name)
	}
	return b.String(), nil
}

func resourceID(ev *evaluation, c *call, parts []string) (string, error) {
	before, kind, names, err := c.typed(parts, 2)
	if err != nil {
		return "", err
	}
	target := ev.target()
	subscription, group := target.Subscription(), target.ResourceGroup()
	switch {
	case len(before) == 2:
		subscription, group = before[0], before[1]
	case len(before) == 1 && group == "": // beside a subscription there is no group to leave out
		subscription = before[0]
	case len(before) == 1:
		group = before[0]
	}
	path, err := c.path(kind, names)
	if err != nil {
		return "", err
	}
	switch {
	case subscription == "":
		return path, nil
	case group == "":
		return "/subscriptions/" + subscription + path, nil
	}
	return "/subscriptions/" + subscription + "/resourceGroups/" + group + path, nil
}

func subscriptionResourceID(ev *evaluation, c *call, parts []string) (string, error) {
	before, kind, names, err := c.typed(parts, 1)
	if err != nil {
		return "", err
	}
	subscription := ev.target().Subscription()
	if len(before) == 1 {
		subscription = before[0]
	}
	if subscription == "" {
		return "", c.noID("the subscription id is required where the deployment is not to a subscription.")
	}
	path, err := c.path(kind, names)
	return "/subscriptions/" + subscription + path, err
}

func tenantResourceID(_ *evaluation, c *call, parts []string) (string, error) {
	_, kind, names, err := c.typed(parts, 0)
	if err != nil {
		return "", err
	}
	return c.path(kind, names)
}

func managementGroupResourceID(ev *evaluation, c *call, parts []string) (string, error) {
	const root = "/providers/Microsoft.Management/managementGroups/"
	if len(parts) > 0 && len(parts[0]) > len(root) && strings.EqualFold(parts[0][:len(root)], root) {
		parts = slices.Clone(parts)
		parts[0] = parts[0][len(root):] // a whole id does as well
	}
	before, kind, names, err := c.typed(parts, 1)
	if err != nil {
		return "", err
	}
	group := ""
	if target := ev.target(); strings.EqualFold(target.Type(), "Microsoft.Management/managementGroups") {
		group = target.Name()
	}
	if len(before) == 1 {
		group = before[0]
	}
	if group == "" {
		return "", c.noID("the management group is required where the deployment is not to a management group.")
	}
	path, err := c.path(kind, names)
	return root + group + path, err
}

func extensionResourceID(_ *evaluation, c *call, parts []string) (string, error) {
	path, err := c.path(strings.TrimRight(parts[1], "/"), parts[2:])
	if err != nil {
		return "", err
	}
	if !strings.Contains(parts[1], "/") {
		return "", c.noID("the second argument '%s' must be a resource type including resource provider namespace.", parts[1])
	}
	return strings.TrimSuffix(parts[0], "/") + path, nil
}
