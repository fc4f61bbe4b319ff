package arm

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/resource"
)

// checkPlace checks that a resource may stand where it is to be made: that the
// subscription, the group, and the resource that is to contain it are there.
func (e *Engine) checkPlace(ctx context.Context, g resource.Getter, c *Call) error {
	return e.checkScope(ctx, g, c.ID, c.Type, verbOf(c.Request.Method))
}

func verbOf(method string) string {
	switch method {
	case "GET", "HEAD":
		return "read"
	case "DELETE":
		return "delete"
	default:
		return "write"
	}
}

func (e *Engine) checkScope(ctx context.Context, g resource.Getter, id resource.ID, t *ResourceType, verb string) error {
	if subscription := id.SubscriptionID(); !subscription.IsRoot() {
		if !resource.IsGUID(subscription.Name()) {
			return resource.Invalid("InvalidSubscriptionId", "The provided subscription identifier '%s' is malformed or invalid.", subscription.Name())
		}
		if there, err := exists(ctx, g, subscription); err != nil {
			return err
		} else if !there {
			return resource.NotFound("SubscriptionNotFound", "The subscription '%s' could not be found.", subscription.Name())
		}
	}
	if group, ok := id.ResourceGroupID(); ok && !group.Equal(id) {
		if there, err := exists(ctx, g, group); err != nil {
			return err
		} else if !there {
			return resource.NotFound("ResourceGroupNotFound", "Resource group '%s' could not be found.", group.Name())
		}
	}
	parent := id.Parent()
	if t.unknown && t.nested() {
		// What stands between may be there without having been made, such as the
		// one blob service of a storage account.
		parent = outermost(id)
	}
	if isGroup(parent) || parent.IsRoot() || isSubscription(parent) {
		return nil
	}
	there, err := exists(ctx, g, parent)
	if err != nil || there {
		return err
	}
	if t.nested() && (!t.ParentFirst || verb != "read") {
		return resource.NotFound("ParentResourceNotFound", "Failed to perform '%s' on resource(s) of type '%s', because the parent resource '%s' could not be found.", verb, t.Name, parent)
	}
	return e.missing(parent)
}

// missing is the error for a resource that is not there.
func (e *Engine) missing(id resource.ID) error {
	if t := e.typeOf(lower(id.Type())); t != nil && t.Missing != nil {
		return t.Missing(id)
	}
	return notFound(id)
}

func exists(ctx context.Context, g resource.Getter, id resource.ID) (bool, error) {
	_, err := g.Get(ctx, id.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// explainMissing says why the resource of a call is not there: the first thing
// on the way to it that is missing, or itself.
func (e *Engine) explainMissing(ctx context.Context, c *Call) error {
	if err := e.checkScope(ctx, e.Store, c.ID, c.Type, verbOf(c.Request.Method)); err != nil {
		return err
	}
	return e.missing(c.ID)
}

func notFound(id resource.ID) error {
	if isGroup(id) {
		return resource.NotFound("ResourceGroupNotFound", "Resource group '%s' could not be found.", id.Name())
	}
	return resource.NotFound("ResourceNotFound", "The Resource '%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", shortName(id), id.ResourceGroup())
}

// shortName is how error texts call a resource: its type with its names in
// between, such as "Microsoft.Network/virtualNetworks/vnet1".
func shortName(id resource.ID) string {
	text := id.String()
	if group, ok := id.ResourceGroupID(); ok {
		text = text[len(group.String()):]
	}
	const providers = "/providers/"
	if len(text) > len(providers) && equalFold(text[:len(providers)], providers) {
		text = text[len(providers):]
	}
	return text
}
