package arm

import (
	"context"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// authorize refuses what the caller may not do, in Azure's words.
func (e *Engine) authorize(c *Call, action string, scope resource.ID) error {
	caller := c.Caller
	c.asked = action
	if e.allowed(caller, action, scope) {
		return nil
	}
	lacks := "does not have authorization to perform"
	if e.Access.Conditional(caller.ObjectID, caller.Groups, action, scope) {
		lacks = "does not have authorization or an ABAC condition not fulfilled to perform"
	}
	return resource.Errorf(resource.KindForbidden, "AuthorizationFailed",
		"The client '%s' with object id '%s' %s action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.",
		caller.Name, caller.ObjectID, lacks, action, scope)
}

// allowed reports whether a caller may perform an action at a scope.
func (e *Engine) allowed(caller Caller, action string, scope resource.ID) bool {
	return !caller.roleless && e.Access.Allowed(caller.ObjectID, caller.Groups, action, scope)
}

// Authorize refuses what the caller may not do, for routes and actions that
// take rights beside those that they declare.
func (c *Call) Authorize(action string, scope resource.ID) error {
	return c.engine.authorize(c, action, scope)
}

// authorizeList lets a caller list a collection that it may read whole, or
// (filtered) in parts.
func (e *Engine) authorizeList(c *Call, action string, scope resource.ID) (filtered bool, err error) {
	err = e.authorize(c, action, scope)
	if err == nil {
		return false, nil
	}
	if !c.Caller.roleless && e.Access.AllowedBeneath(c.Caller.ObjectID, c.Caller.Groups, action, scope) {
		return true, nil
	}
	return false, err
}

// MayRead reports whether the caller may read a resource of the call's type.
func (c *Call) MayRead(t *ResourceType, id resource.ID) bool {
	return !c.filtered || c.MayReadOne(t, id)
}

// MayReadOne reports whether the caller may read one resource, whatever it may
// read around it.
func (c *Call) MayReadOne(t *ResourceType, id resource.ID) bool {
	return c.engine.allowed(c.Caller, t.action("read"), id)
}

// MayDo reports whether the caller may perform an action at the scope with this id.
func (c *Call) MayDo(action, scope string) bool {
	if !c.filtered {
		return true
	}
	id, err := resource.ParseID(scope)
	return err == nil && c.engine.allowed(c.Caller, action, id)
}

// Link is a right that a write needs on another resource than the one written:
// to assign an identity, to join a subnet.
type Link struct {
	Action string
	Scope  resource.ID
}

// authorizeLinks refuses a write whose caller lacks a right on a linked
// resource. A scope in a subscription that is not here is refused as Azure
// refuses one that belongs to another tenant.
func (e *Engine) authorizeLinks(c *Call, known func(subscription resource.ID) bool, links []Link) error {
	var action string
	var denied []string
	for _, link := range links {
		if subscription := link.Scope.SubscriptionID(); !subscription.IsRoot() && !known(subscription) {
			return resource.Errorf(resource.KindForbidden, "LinkedAuthorizationFailed",
				"The client has permission to perform action '%s' on scope '%s', however the current tenant '%s' is not authorized to access linked subscription '%s'.",
				link.Action, c.ID, e.Identity.TenantID, link.Scope.Subscription())
		}
		if e.allowed(c.Caller, link.Action, link.Scope) {
			continue
		}
		if action == "" {
			action = link.Action
		}
		if action == link.Action {
			denied = append(denied, link.Scope.String())
		}
	}
	if len(denied) == 0 {
		return nil
	}
	return &resource.Error{Kind: resource.KindForbidden, Code: "LinkedAuthorizationFailed", Message: fmt.Sprintf(
		"The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s'; however, it does not have permission to perform action '%s' on the linked scope(s) '%s' or the linked scope(s) are invalid.",
		c.Caller.Name, c.Caller.ObjectID, c.Type.action(verbOf(c.Request.Method)), c.ID, action, strings.Join(denied, ","))}
}

// requireAll demands one right on several linked resources; none of what the
// provider does for itself.
func (e *Engine) requireAll(ctx context.Context, c *Call, u *Unit, action string, scopes []resource.ID) error {
	if c.provides {
		return nil
	}
	links := make([]Link, len(scopes))
	for i, scope := range scopes {
		links[i] = Link{Action: action, Scope: scope}
	}
	known := func(subscription resource.ID) bool {
		_, err := u.Get(ctx, subscription.Key())
		return err == nil
	}
	return e.authorizeLinks(c, known, links)
}
