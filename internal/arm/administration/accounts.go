package administration

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Accounts are the service accounts of workloads. They need not be made: one is
// whatever a federated credential trusts.
type Accounts interface {
	// AccountToken makes a token of an account for an audience.
	AccountToken(ctx context.Context, a token.ServiceAccount, audience string, life time.Duration) (token.Token, error)
}

// How long a token is valid: Kubernetes gives an hour, and none of less than ten
// minutes. AKS takes a day at most.
const (
	usualLife = time.Hour
	leastLife = 10 * time.Minute
	mostLife  = 24 * time.Hour
)

func accountRoutes(accounts Accounts) []arm.Route {
	return []arm.Route{{
		Method: http.MethodPost, Pattern: "/providers/Azimuth/serviceAccounts/{accountNamespace}/{accountName}/token", Action: "Azimuth/serviceAccounts/token/action",
		Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			a := token.ServiceAccount{Namespace: c.Args["accountNamespace"], Name: c.Args["accountName"]}
			if err := checkAccount(a); err != nil {
				return nil, err
			}
			audience, life, err := readAccountRequest(c)
			if err != nil {
				return nil, err
			}
			issued, err := accounts.AccountToken(ctx, a, audience, life)
			if err != nil {
				return nil, err
			}
			return arm.JSON(http.StatusOK, map[string]any{
				"token": issued.Raw, "issuedTimestamp": issued.IssuedAt.Format(time.RFC3339), "expirationTimestamp": issued.ExpiresAt.Format(time.RFC3339),
			}), nil
		},
	}}
}

// checkAccount holds the names to the rules of Kubernetes (RFC 1123): a label, and
// labels with dots between them.
func checkAccount(a token.ServiceAccount) error {
	if len(a.Namespace) > 63 || !isLabel(a.Namespace) {
		return resource.Invalid("InvalidServiceAccount", "The namespace '%s' must have up to 63 lower case letters, digits and hyphens, and begin and end with a letter or digit.", a.Namespace)
	}
	if len(a.Name) > 253 || slices.ContainsFunc(strings.Split(a.Name, "."), func(part string) bool { return !isLabel(part) }) {
		return resource.Invalid("InvalidServiceAccount", "The name '%s' of a service account must have up to 253 lower case letters, digits, hyphens and dots, and begin and end with a letter or digit.", a.Name)
	}
	return nil
}

func isLabel(s string) bool {
	return s != "" && s[0] != '-' && s[len(s)-1] != '-' && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// readAccountRequest reads for whom the token is, and for how long.
func readAccountRequest(c *arm.Call) (audience string, life time.Duration, err error) {
	body, err := c.ReadObject()
	if err != nil {
		return "", 0, err
	}
	if audience = document.String(body, "audience"); audience == "" {
		audience = token.ExchangeAudience
	}
	life = usualLife
	if value, ok := body["expirationSeconds"]; ok {
		number, _ := value.(json.Number)
		seconds, err := number.Int64()
		if err != nil || seconds < int64(leastLife/time.Second) || seconds > int64(mostLife/time.Second) {
			return "", 0, resource.Invalid("InvalidExpiration", "The member 'expirationSeconds' must be a whole number from %d to %d.", int64(leastLife/time.Second), int64(mostLife/time.Second))
		}
		life = time.Duration(seconds) * time.Second
	}
	return audience, life, nil
}
