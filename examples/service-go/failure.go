package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// failure is what the service says where Azure failed it. Azure's own words stay
// in the log: they name identities and scopes.
type failure struct {
	status  int
	retry   time.Duration
	Code    string `json:"code"`
	Message string `json:"message"`
}

var errNoToken = errors.New("no token")

// tokens is a credential whose errors can be told from those of what they are for.
type tokens struct{ azcore.TokenCredential }

// GetToken is the credential's.
func (t tokens) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, err := t.TokenCredential.GetToken(ctx, options)
	if err != nil {
		err = fmt.Errorf("%w: %w", errNoToken, err)
	}
	return token, err
}

// meaning is what an error of the SDK means to who asked the service.
func meaning(err error) failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return failure{http.StatusGatewayTimeout, 0, "timeout", "Azure took too long."}
	}
	if errors.Is(err, errNoToken) {
		return failure{http.StatusServiceUnavailable, 0, "no_identity", "The service has no identity at Azure."}
	}
	refused, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		return failure{http.StatusBadGateway, 0, "unreachable", "Azure could not be reached."}
	}
	switch refused.StatusCode {
	case http.StatusNotFound:
		return failure{http.StatusNotFound, 0, "not_found", "There is no such machine."}
	case http.StatusUnauthorized:
		return failure{http.StatusServiceUnavailable, 0, "no_identity", "Azure does not take the service's token."}
	case http.StatusForbidden:
		return failure{http.StatusBadGateway, 0, "no_role", "The service lacks a role for this."}
	case http.StatusConflict:
		return failure{http.StatusConflict, 0, "conflict", "The machine is busy with something else."}
	case http.StatusTooManyRequests:
		return failure{http.StatusServiceUnavailable, retryAfter(refused), "throttled", "Azure has had too many requests."}
	}
	return failure{http.StatusBadGateway, 0, "azure", "Azure failed."}
}

// retryAfter is how long Azure wants to be left alone; a while where it does not say.
func retryAfter(refused *azcore.ResponseError) time.Duration {
	after, err := strconv.Atoi(refused.RawResponse.Header.Get("Retry-After"))
	if err != nil || after < 1 {
		return 5 * time.Second
	}
	return time.Duration(after) * time.Second
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }
