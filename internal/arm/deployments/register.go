package deployments

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// register has the subscriptions use the providers of what a deployment writes,
// as its caller, who needs the right to it where one has been given up.
func (s *Service) register(ctx context.Context, r *run) error {
	seen := make(map[string]bool)
	for _, one := range r.steps {
		subscription, namespace := one.id.SubscriptionID(), one.id.Namespace()
		if subscription.IsRoot() || namespace == "" || one.verb != "Create" {
			continue
		}
		key := arm.UnregisteredKey(subscription, namespace)
		if seen[key] {
			continue
		}
		seen[key] = true
		_, err := s.Engine.Store.Get(ctx, key)
		if errors.Is(err, resource.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		request := r.request(http.MethodPost, subscription, string(versions[len(versions)-1]), nil)
		request.Path += "/providers/" + namespace + "/register"
		if _, err := s.Engine.As(ctx, r.caller, request); err != nil {
			return err
		}
	}
	return nil
}
