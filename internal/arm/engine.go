package arm

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/throttle"
)

// Engine carries out Resource Manager's requests over declared types.
type Engine struct {
	Store    resource.Store
	Sources  resource.Sources
	Identity identity.Service
	Access   Access
	// Authenticate says who asks, from the Authorization header; its errors are
	// of resource.KindUnauthenticated.
	Authenticate func(ctx context.Context, authorization string) (Caller, error)
	// Caller is a caller from before, by its object id and name, as it is now;
	// false where the principal is gone or disabled.
	Caller func(objectID, name string) (Caller, bool)
	// StrictVersions accepts only api-versions that Azure published.
	StrictVersions bool
	// Published is the date until which api-versions are told of; "" for all. Later
	// ones are taken all the same. Set it before Register.
	Published Version
	// DirectoryDelay is how long a new principal is unknown to role assignments, as
	// it is in Azure until the directory has spread it; 0 for not at all.
	DirectoryDelay time.Duration
	// KeepUnknown keeps resources of types that nobody declared as documents,
	// rather than to refuse them.
	KeepUnknown bool
	// CompleteUnknown, which may be nil, adds to a resource of an unknown type what
	// it shows beside what it was made with.
	CompleteUnknown func(ctx context.Context, w *Write) error
	// UnknownActions are the actions on resources of unknown types, by their kinds.
	UnknownActions map[string][]Action
	// Pace is how long operations take.
	Pace Pace
	// Limits count requests; nil for no limits.
	Limits *throttle.Counter
	// Faults are what is to go wrong; nil for nothing.
	Faults *fault.Set
	// Policies have their say in every write of a resource; nil for none.
	Policies Policies

	providers map[string]*Provider // by lower-case namespace
	types     map[string]*ResourceType
	unknown   *unknownTypes
	routes    []*Route
	locks     writeLocks
	records   records
	settler   settler
	waiting   waiting
}

// Access decides what callers may do. A principal's rights come from its role assignments.
type Access interface {
	// Allowed reports whether the principal may perform the action at the scope.
	Allowed(principalID string, groups []string, action string, scope resource.ID) bool
	// AllowedBeneath reports whether it may perform the action anywhere beneath the scope.
	AllowedBeneath(principalID string, groups []string, action string, scope resource.ID) bool
	// Conditional reports whether it may but for a condition.
	Conditional(principalID string, groups []string, action string, scope resource.ID) bool
}

// told are the api-versions that the server tells of: those up to its date, and
// the first one in any case.
func (e *Engine) told(versions []Version) []Version {
	if e.Published == "" || len(versions) == 0 {
		return versions
	}
	until := 1
	for until < len(versions) && !e.Published.Before(versions[until]) {
		until++
	}
	return versions[:until]
}

// Register adds providers; their types are served from then on. A provider may
// come in parts, of which the first says how it is called. Register everything
// before the first request.
func (e *Engine) Register(providers ...*Provider) {
	if e.providers == nil {
		e.providers = make(map[string]*Provider)
		e.types = make(map[string]*ResourceType)
		e.unknown = new(unknownTypes)
	}
	for _, p := range providers {
		whole := e.providers[lower(p.Namespace)]
		if whole == nil {
			whole = p
			e.providers[lower(p.Namespace)] = p
		} else {
			whole.Types = append(whole.Types, p.Types...)
			whole.Operations = append(whole.Operations, p.Operations...)
		}
		for _, t := range p.Types {
			t.provider = whole
			t.Versions = e.told(t.Versions)
			e.types[t.Kind()] = t
		}
	}
}

// Do carries a request out. Its errors are *resource.Error; anything else is a
// fault of ours.
func (e *Engine) Do(ctx context.Context, r *Request) (*Response, error) {
	caller, err := e.Authenticate(ctx, r.Header.Get("Authorization"))
	if err != nil {
		return nil, err
	}
	if err := e.count(caller, r); err != nil {
		return nil, err
	}
	if err := e.Settle(ctx); err != nil {
		return nil, err
	}
	_, caller.roleless = e.hit(fault.AtRoles, caller, r)
	return e.As(ctx, caller, r)
}

func (e *Engine) do(ctx context.Context, c *Call) (*Response, error) {
	segments, err := splitPath(c.Request.Path)
	if err != nil {
		return nil, err
	}
	if c.Version, err = readVersion(c.Request.Query); err != nil {
		return nil, err
	}
	if route, args, ok := e.route(segments); ok {
		return e.doRoute(ctx, c, route, args)
	}
	t, err := parseTarget(segments)
	if err != nil {
		return nil, err
	}
	return e.doTarget(ctx, c, t)
}

// doTarget finds the type that a path names, and what is wanted of it.
func (e *Engine) doTarget(ctx context.Context, c *Call, t target) (*Response, error) {
	names := len(t.names)
	if len(t.types) > names {
		if declared, err := e.lookUp(t, names+1, c.Version); err == nil && (!declared.unknown || !e.actionHere(t, c.Request.Method)) {
			return e.doCollection(ctx, c, t, declared)
		} else if names == 0 {
			return nil, err
		}
	}
	declared, err := e.lookUp(t, names, c.Version)
	if err != nil {
		return nil, err
	}
	if c.ID, err = t.idOf(names); err != nil {
		return nil, err
	}
	c.Type = declared
	if err := e.accept(declared, c.Version); err != nil {
		return nil, err
	}
	if len(t.types) > names {
		return e.doAction(ctx, c, t.types[names])
	}
	return e.doItem(ctx, c)
}

// lookUp finds the type of the first n names, which must stand where the path puts it.
func (e *Engine) lookUp(t target, n int, v Version) (*ResourceType, error) {
	declared := e.types[strings.ToLower(t.namespace+"/"+t.typeName(n))]
	if declared == nil {
		if kept := e.unknownType(t.namespace, t.typeName(n)); kept != nil {
			return kept, nil
		}
	}
	provider := e.providers[strings.ToLower(t.namespace)]
	if provider == nil {
		return nil, resource.NotFound("InvalidResourceNamespace", "The resource namespace '%s' is invalid.", t.namespace)
	}
	if declared == nil || !declared.mayStandAt(t.scope, n == len(t.names)) {
		return nil, resource.NotFound("InvalidResourceType", "The resource type could not be found in the namespace '%s' for api version '%s'.", provider.Namespace, v)
	}
	return declared, nil
}

// mayStandAt reports whether a resource of the type, or a collection, may stand at the scope.
func (t *ResourceType) mayStandAt(scope resource.ID, item bool) bool {
	switch t.Scope {
	case InGroup:
		// Top-level types are listed for a whole subscription too.
		return isGroup(scope) || !item && !t.nested() && isSubscription(scope)
	case InSubscription:
		return isSubscription(scope)
	case OnScope:
		return scope.IsRoot() || isSubscription(scope) || isGroup(scope)
	default:
		return true
	}
}

func isGroup(id resource.ID) bool {
	group, ok := id.ResourceGroupID()
	return ok && group.Equal(id)
}

func isSubscription(id resource.ID) bool {
	return !id.IsRoot() && id.SubscriptionID().Equal(id)
}

// doItem serves one resource.
func (e *Engine) doItem(ctx context.Context, c *Call) (*Response, error) {
	for _, order := range c.Type.Orders {
		if c.Request.Method != http.MethodPost || !equalFold(order.Name, c.ID.Name()) {
			continue
		}
		if err := e.authorize(c, c.Type.action(order.verb()), c.ID); err != nil {
			return nil, err
		}
		return c.act(ctx, order)
	}
	switch method := c.Request.Method; {
	case method == http.MethodGet, method == http.MethodHead:
		if err := e.authorize(c, c.Type.action("read"), c.ID); err != nil {
			return nil, err
		}
		return e.get(ctx, c)
	case c.Type.ReadOnly && (method != http.MethodDelete || !c.Type.Removable):
	case method == http.MethodPut, method == http.MethodPatch && !c.Type.NoPatch:
		if err := e.authorize(c, c.Type.action("write"), c.ID); err != nil {
			return nil, err
		}
		if c.Type.Change != nil {
			return c.change(ctx)
		}
		return e.write(ctx, c)
	case method == http.MethodDelete:
		if err := e.authorize(c, c.Type.action("delete"), c.ID); err != nil {
			return nil, err
		}
		if c.Type.Change != nil {
			return c.change(ctx)
		}
		return e.remove(ctx, c)
	}
	return nil, methodNotAllowed(c)
}

// doCollection serves the resources of a type beneath a scope or a parent.
func (e *Engine) doCollection(ctx context.Context, c *Call, t target, declared *ResourceType) (*Response, error) {
	c.Type = declared
	if err := e.accept(declared, c.Version); err != nil {
		return nil, err
	}
	var err error
	if c.ID, err = t.idOf(len(t.names)); err != nil {
		return nil, err
	}
	if c.Request.Method != http.MethodGet {
		return nil, methodNotAllowed(c)
	}
	if c.filtered, err = e.authorizeList(c, declared.action("read"), c.ID); err != nil {
		return nil, err
	}
	return e.list(ctx, c)
}

// doAction serves {id}/{action}.
func (e *Engine) doAction(ctx context.Context, c *Call, name string) (*Response, error) {
	for _, action := range e.actionsOf(c.Type) {
		if !equalFold(action.Name, name) {
			continue
		}
		if action.Read != (c.Request.Method == http.MethodGet) || !action.Read && c.Request.Method != http.MethodPost {
			return nil, methodNotAllowed(c)
		}
		if err := e.authorize(c, c.Type.action(action.verb()), c.ID); err != nil {
			return nil, err
		}
		return c.act(ctx, action)
	}
	if c.Type.unknown {
		return nil, notKept(c, name)
	}
	return nil, resource.NotFound("InvalidResourceType", "The resource type '%s/%s' could not be found in the namespace '%s' for api version '%s'.", c.Type.Name, name, c.Type.provider.Namespace, c.Version)
}

func methodNotAllowed(c *Call) error {
	return resource.Errorf(resource.KindMethod, "MethodNotAllowed", "The method %s is not supported for '%s'.", c.Request.Method, c.Request.Path)
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }
