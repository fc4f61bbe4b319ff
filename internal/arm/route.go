package arm

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Route is an address of the platform that no resource type has: the lists of
// subscriptions, of locations, of all resources.
type Route struct {
	Method string
	// Pattern is the path, with parameters in braces: "/subscriptions/{subscriptionId}/locations".
	// "{scope}" at its beginning stands for any scope, the root included.
	Pattern string
	// Versions are the api-versions that Azure published, oldest first; by
	// default those of the platform.
	Versions []Version
	// Action is the RBAC action. It is checked at the scope that the parameters
	// scope, or subscriptionId and resourceGroupName, name; {namespace} in it stands for that
	// parameter; "" where the answer holds only
	// what the caller may read, or what everybody may.
	Action string
	// AnyScope routes answer about scopes that are not there too.
	AnyScope bool
	// Filtered routes answer callers who may read parts only, with those parts.
	Filtered bool
	Do       func(ctx context.Context, c *Call) (*Response, error)

	segments []string
}

// Routes adds routes of the platform.
func (e *Engine) Routes(routes ...Route) {
	for _, r := range routes {
		r.segments = strings.Split(strings.TrimPrefix(r.Pattern, "/"), "/")
		e.routes = append(e.routes, &r)
	}
}

// route finds the routes of a path: those of any method, or none.
func (e *Engine) route(segments []string) (found []*Route, args map[string]string, ok bool) {
	for _, r := range e.routes {
		if a, ok := r.match(segments); ok {
			found, args = append(found, r), a
		}
	}
	return found, args, len(found) > 0
}

func (r *Route) match(segments []string) (map[string]string, bool) {
	if tail := r.segments[1:]; r.segments[0] == "{scope}" && len(segments) >= len(tail) {
		scope := len(segments) - len(tail)
		args, ok := matchAll(tail, segments[scope:])
		if ok {
			args["scope"] = strings.Join(segments[:scope], "/")
		}
		return args, ok
	}
	return matchAll(r.segments, segments)
}

func matchAll(wanted, segments []string) (map[string]string, bool) {
	if len(segments) != len(wanted) {
		return nil, false
	}
	args := make(map[string]string, 2)
	for i, want := range wanted {
		if name, isArg := strings.CutPrefix(want, "{"); isArg {
			args[strings.TrimSuffix(name, "}")] = segments[i]
		} else if !equalFold(want, segments[i]) {
			return nil, false
		}
	}
	return args, true
}

func (e *Engine) doRoute(ctx context.Context, c *Call, found []*Route, args map[string]string) (*Response, error) {
	if err := e.acceptRoute(found[0], c.Version); err != nil {
		return nil, err
	}
	for _, r := range found {
		if r.Method != c.Request.Method {
			continue
		}
		c.Args = args
		if err := c.scope(); err != nil {
			return nil, err
		}
		if r.Action != "" {
			action := strings.ReplaceAll(r.Action, "{namespace}", args["namespace"])
			var err error
			if r.Filtered {
				c.filtered, err = e.authorizeList(c, action, c.ID)
			} else {
				err = e.authorize(c, action, c.ID)
			}
			if err != nil {
				return nil, err
			}
		}
		if !r.AnyScope {
			if err := e.checkRouteScope(ctx, c); err != nil {
				return nil, err
			}
		}
		return r.Do(ctx, c)
	}
	return nil, methodNotAllowed(c)
}

// scope sets the call's ID to the scope that its parameters name.
func (c *Call) scope() error {
	path := c.Args["scope"]
	if s := c.Args["subscriptionId"]; s != "" {
		path = "/subscriptions/" + s
		if g := c.Args["resourceGroupName"]; g != "" {
			path += "/resourceGroups/" + g
		}
	}
	var err error
	c.ID, err = resource.ParseID(path)
	return err
}

// checkRouteScope checks that the subscription and the group of a route are there.
func (e *Engine) checkRouteScope(ctx context.Context, c *Call) error {
	if c.ID.IsRoot() {
		return nil
	}
	return e.checkScope(ctx, e.Store, c.ID.Child("providers/"+platform+"/resources", "-"), &ResourceType{}, "read")
}
