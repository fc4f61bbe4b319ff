package resources

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// isFree reports whether a provider is one that no subscription has to register
// or can give up.
func isFree(p *arm.Provider) bool {
	return p.Namespace == "Microsoft.Resources" || p.Namespace == "Microsoft.Authorization"
}

// registration is whether a subscription uses a provider: "Registered" from the start.
func registration(ctx context.Context, c *arm.Call, p *arm.Provider) (string, error) {
	if c.ID.IsRoot() {
		return "Registered", nil
	}
	_, err := c.Engine().Store.Get(ctx, arm.UnregisteredKey(c.ID, p.Namespace))
	switch {
	case errors.Is(err, resource.ErrNotFound):
		return "Registered", nil
	case err != nil:
		return "", err
	}
	return "Unregistered", nil
}

func register(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	p, err := c.Engine().Provider(c.Args["namespace"])
	if err != nil {
		return nil, err
	}
	key := arm.UnregisteredKey(c.ID, p.Namespace)
	err = c.Work(ctx, key, func(u *arm.Unit) error {
		u.Delete(key)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return getProvider(ctx, c)
}

// unregister gives a provider up, where nothing of it is left in the subscription.
func unregister(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	p, err := c.Engine().Provider(c.Args["namespace"])
	if err != nil {
		return nil, err
	}
	if isFree(p) {
		return nil, resource.Conflict("CannotUnregisterProvider", "The provider '%s' needs no registration and cannot be unregistered.", p.Namespace)
	}
	key := arm.UnregisteredKey(c.ID, p.Namespace)
	err = c.Work(ctx, key, func(u *arm.Unit) error {
		if err := checkNothingLeft(ctx, c, p); err != nil {
			return err
		}
		u.Put(resource.Record{
			ID:         c.ID.String() + "/providers/" + p.Namespace,
			Type:       "Microsoft.Resources/providers",
			Properties: document.Write(map[string]any{"registrationState": "Unregistered"}),
			Created:    c.Engine().Sources.Now().UTC(),
		}.Document())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return getProvider(ctx, c)
}

func checkNothingLeft(ctx context.Context, c *arm.Call, p *arm.Provider) error {
	for _, t := range p.Types {
		left, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: t.Kind(), Under: c.ID.Key(), Limit: 1})
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return resource.Conflict("CannotUnregisterProvider", "The provider '%s' cannot be unregistered while the subscription has resources of it, such as '%s'. Delete them first.", p.Namespace, left[0].Key)
		}
	}
	return nil
}

func listProviders(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	providers := c.Engine().Providers()
	value := make([]any, len(providers))
	for i, p := range providers {
		var err error
		if value[i], err = showProvider(ctx, c, p); err != nil {
			return nil, err
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

func getProvider(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	p, err := c.Engine().Provider(c.Args["namespace"])
	if err != nil {
		return nil, err
	}
	shown, err := showProvider(ctx, c, p)
	return arm.JSON(http.StatusOK, shown), err
}
