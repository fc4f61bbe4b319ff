package arm

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/resource"
)

// UnregisteredKey is the key of the document that says that a subscription has
// given up a provider. Every provider is registered where there is none.
func UnregisteredKey(subscription resource.ID, namespace string) string {
	return subscription.Key() + "/providers/" + lower(namespace)
}

// checkRegistered refuses a write to a type whose provider the subscription has given up.
func (w *Write) checkRegistered(ctx context.Context) error {
	namespace, subscription := w.Type.provider.Namespace, w.ID.SubscriptionID()
	if namespace == platform || subscription.IsRoot() {
		return nil
	}
	_, err := w.Unit.Get(ctx, UnregisteredKey(subscription, namespace))
	if errors.Is(err, resource.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	refusal := resource.Conflict("MissingSubscriptionRegistration", "The subscription is not registered to use namespace '%s'. See https://aka.ms/rps-not-found for how to register subscriptions.", namespace)
	refusal.Details = []resource.Error{{Kind: refusal.Kind, Code: refusal.Code, Message: refusal.Message, Target: namespace}}
	return refusal
}
