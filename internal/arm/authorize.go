package arm

import (
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// authorize refuses what the caller may not do, in Azure's words.
func (e *Engine) authorize(c *Call, action string, scope resource.ID) error {
	caller := c.Caller
	c.asked = action
	if e.Access.Allowed(caller.ObjectID, nil, action, scope) {
		return nil
	}
	return resource.Errorf(resource.KindForbidden, "AuthorizationFailed",
		"The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.",
		caller.Name, caller.ObjectID, action, scope)
}

// authorizeList lets a caller list a collection that it may read whole, or
// (filtered) in parts.
func (e *Engine) authorizeList(c *Call, action string, scope resource.ID) (filtered bool, err error) {
	err = e.authorize(c, action, scope)
	if err == nil {
		return false, nil
	}
	if e.Access.AllowedBeneath(c.Caller.ObjectID, nil, action, scope) {
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
	return c.engine.Access.Allowed(c.Caller.ObjectID, nil, t.action("read"), id)
}

// MayDo reports whether the caller may perform an action at the scope with this id.
func (c *Call) MayDo(action, scope string) bool {
	if !c.filtered {
		return true
	}
	id, err := resource.ParseID(scope)
	return err == nil && c.engine.Access.Allowed(c.Caller.ObjectID, nil, action, id)
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
		if e.Access.Allowed(c.Caller.ObjectID, nil, link.Action, link.Scope) {
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
		c.Caller.Name, c.Caller.ObjectID, c.Type.action("write"), c.ID, action, strings.Join(denied, ","))}
}
