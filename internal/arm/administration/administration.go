// Package administration serves what only Azimuth has: the care of its own
// signing keys, the one-time codes with which people sign in, the clock, its whole
// state, and certificates for services beside it. Its namespace is no provider of
// Azure's.
package administration

import (
	"context"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/token"
)

// Keys are the signing keys of tokens.
type Keys interface {
	// Keys are those that are published, newest first.
	Keys() []token.KeyState
	// RotateKeys makes the next one. It signs after it was published for a while, or at once.
	RotateKeys(ctx context.Context, atOnce bool) (token.KeyState, error)
}

// Administration is all that is administered.
type Administration interface {
	Keys
	People
	Clock
	Faults
	Accounts
	State
	Certificates
}

// Routes are the addresses of the administration.
func Routes(a Administration) []arm.Route {
	return slices.Concat(keyRoutes(a), peopleRoutes(a), clockRoutes(a), faultRoutes(a), accountRoutes(a), stateRoutes(a), certificateRoutes(a))
}

func keyRoutes(keys Keys) []arm.Route {
	const at = "/providers/Azimuth/signingKeys"
	return []arm.Route{
		{Method: http.MethodGet, Pattern: at, Action: "Azimuth/signingKeys/read", Do: func(context.Context, *arm.Call) (*arm.Response, error) {
			published := keys.Keys()
			value := make([]any, len(published))
			for i, key := range published {
				value[i] = show(key)
			}
			return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
		}},
		{Method: http.MethodPost, Pattern: at + "/rotate", Action: "Azimuth/signingKeys/rotate/action", Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			key, err := keys.RotateKeys(ctx, c.Query("atOnce") == "true")
			if err != nil {
				return nil, err
			}
			return arm.JSON(http.StatusOK, show(key)), nil
		}},
	}
}

func show(key token.KeyState) map[string]any {
	return map[string]any{
		"kid": key.KeyID, "state": key.State,
		"created": key.Created.UTC().Format("2006-01-02T15:04:05Z"), "signs": key.Signs.UTC().Format("2006-01-02T15:04:05Z"),
	}
}
