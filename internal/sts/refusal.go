package sts

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// refusal is a row of Entra's table of errors.
type refusal struct {
	number int // what follows AADSTS
	kind   resource.Kind
	oauth  string // the "error" of RFC 6749, or one of Entra's own
	text   string // a format
}

// Entra's errors as far as they can happen here. (Entra's reference of error
// codes; texts and statuses as its answers have them.)
var (
	missingField = refusal{
		900144, resource.KindInvalid, "invalid_request",
		"The request body must contain the following parameter: '%s'.",
	}
	repeatedField = refusal{
		9000411, resource.KindInvalid, "invalid_request",
		"The request is not properly formatted. The parameter '%s' is duplicated.",
	}
	malformedRequest = refusal{
		9002313, resource.KindInvalid, "invalid_request",
		"Invalid request. Request is malformed or invalid. %s",
	}
	tooLarge = refusal{
		9002313, resource.KindTooLarge, "invalid_request",
		"Invalid request. Request is malformed or invalid. The body is larger than %d bytes.",
	}
	wrongVerb = refusal{
		900561, resource.KindMethod, "invalid_request",
		"The endpoint only accepts %s requests. Received a %s request.",
	}
	unsupportedGrant = refusal{
		70003, resource.KindInvalid, "unsupported_grant_type",
		"The app requested an unsupported grant type '%s'.",
	}
	unsupportedResource = refusal{
		901002, resource.KindInvalid, "invalid_request",
		"The 'resource' request parameter isn't supported.",
	}

	emptyScope = refusal{
		70011, resource.KindInvalid, "invalid_scope",
		"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.",
	}
	wrongScope = refusal{
		1002012, resource.KindInvalid, "invalid_scope",
		"The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
	}
	severalResources = refusal{
		28000, resource.KindInvalid, "invalid_scope",
		"Provided value for the input parameter scope is not valid because it contains more than one resource. Scope %s is not valid.",
	}
	unknownResource = refusal{
		500011, resource.KindInvalid, "invalid_resource",
		"The resource principal named %s was not found in the tenant named %s. " + wrongTenantHint,
	}

	unknownTenant = refusal{
		90002, resource.KindInvalid, "invalid_request",
		"Tenant '%s' not found. This may happen if there are no active subscriptions for the tenant. Check to make sure you have the correct tenant ID. Check with your subscription administrator.",
	}
	unknownTenantInDiscovery = refusal{unknownTenant.number, unknownTenant.kind, "invalid_tenant", unknownTenant.text}
	unknownInstance          = refusal{50049, resource.KindInvalid, "invalid_instance", "Unknown or invalid instance."}

	unknownApplication = refusal{
		700016, resource.KindInvalid, "unauthorized_client",
		"Application with identifier '%s' was not found in the directory '%s'. " + wrongTenantHint,
	}
	missingPrincipal = refusal{
		7000229, resource.KindUnauthenticated, "invalid_client",
		"The client application %s is missing service principal in the tenant %s.",
	}
	missingCredential = refusal{
		7000216, resource.KindUnauthenticated, "invalid_client",
		"'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
	}
	wrongSecret = refusal{
		7000215, resource.KindUnauthenticated, "invalid_client",
		"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.",
	}
	expiredSecret = refusal{
		7000222, resource.KindUnauthenticated, "invalid_client",
		"The provided client secret keys for app '%s' are expired. Create new keys for your app, or consider using certificate credentials for added security.",
	}
	// transient stands for every fault of ours; its cause goes to the log alone.
	transient = refusal{
		90033, resource.KindInternal, "server_error",
		"A transient error has occurred. Please try again.",
	}
)

const wrongTenantHint = "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."

// refused is a refusal with its text filled in.
type refused struct {
	cause *resource.Error
	row   refusal
}

func (r *refused) Error() string { return r.cause.Error() }
func (r *refused) Unwrap() error { return r.cause }

func (r refusal) error(args ...any) *refused {
	code := "AADSTS" + strconv.Itoa(r.number)
	return &refused{resource.Errorf(r.kind, code, r.text, args...), r}
}

// shown is what the request sent, short enough for an error's text.
func shown(s string) string {
	const most = 200
	if len(s) > most {
		s = s[:most] + "..."
	}
	return strings.ToValidUTF8(s, "?")
}

// errorBody is the form of Entra's errors.
type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	Timestamp   string `json:"timestamp"`
	Trace       string `json:"trace_id"`
	Correlation string `json:"correlation_id"`
	URI         string `json:"error_uri"`
}

// refusalOf is the error as it is told, and logs it.
func (s *Service) refusalOf(x *exchange, err error) *refused {
	r, ok := errors.AsType[*refused](err)
	if !ok {
		s.config.Log.Error("sts: fault", "trace_id", x.trace, "error", err)
		return transient.error()
	}
	s.config.Log.Info("sts: refused", "trace_id", x.trace, "code", r.cause.Code, "path", x.request.URL.Path)
	return r
}

// fail is the edge at which errors become Entra's. Only where the client asks too
// often there is a Retry-After: MSAL would hold back the client's next requests.
func (s *Service) fail(x *exchange, err error) {
	if _, many := errors.AsType[tooManyTokensError](err); many {
		x.failThrottled()
		return
	}
	r := s.refusalOf(x, err)
	forbidCaching(x.writer.Header())
	if x.endpoint.isPage() {
		s.failPage(x, r)
		return
	}
	if x.endpoint.isToken() {
		x.writer.Header().Set("x-ms-clitelem", fmt.Sprintf("1,%d,0,,", r.row.number))
	}
	x.write(statusOf(r.row.kind), x.errorBody(r))
}

// errorBody is a refusal in the form of the answer.
func (x *exchange) errorBody(r *refused) errorBody {
	const layout = "2006-01-02 15:04:05Z"
	at := x.now.UTC().Format(layout)
	return errorBody{
		Error:       r.row.oauth,
		Description: fmt.Sprintf("%s: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s", r.cause.Code, strings.TrimSpace(r.cause.Message), x.trace, x.correlation, at),
		Codes:       []int{r.row.number},
		Timestamp:   at,
		Trace:       x.trace,
		Correlation: x.correlation,
		URI:         fmt.Sprintf("%s/error?code=%d", x.origin, r.row.number),
	}
}

func statusOf(k resource.Kind) int {
	switch k {
	case resource.KindInvalid:
		return http.StatusBadRequest
	case resource.KindForbidden:
		return http.StatusForbidden
	case resource.KindUnauthenticated:
		return http.StatusUnauthorized
	case resource.KindMethod:
		return http.StatusMethodNotAllowed
	case resource.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	default:
		return http.StatusInternalServerError
	}
}
