package imds

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// The refusals. Code and text are the real service's where they are known from
// what clients recorded, and its enumeration of codes where only that is.
var (
	errHeader   = resource.Invalid("invalid_request", "Required metadata header not specified")
	errResource = resource.Invalid("invalid_request", "Required query variable 'resource' is missing")
	errOff      = resource.Invalid("invalid_request", "Identity not found: the machine is off, and has no metadata service until it is started")
	errIdentity = resource.Invalid("invalid_request", "Identity not found")
	// errStranger is told as if the caller were only unknown; the log tells more.
	errStranger  = resource.Invalid("invalid_request", "Identity not found")
	errAmbiguous = resource.Invalid("invalid_request", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request")
	errSelectors = resource.Invalid("invalid_request", "Only one of client_id, object_id and msi_res_id may be specified")
	errForwarded = resource.Invalid("invalid_request", "The request must not carry the header X-Forwarded-For")
	// These have a form of their own; see failureBody.
	errVersion       = resource.Invalid("bad_request", badVersion)
	errEventsVersion = resource.Invalid("bad_request", badVersion)

	errForm = resource.Invalid("invalid_request", "The body of the request is no form (application/x-www-form-urlencoded) of at most 64 kB")
	// As clients have recorded it, and, for all but identities, as the articles name it.
	errThrottled = resource.Errorf(resource.KindUnavailable, "invalid_request", "Temporarily throttled, too many requests")
	errTooMany   = resource.Errorf(resource.KindUnavailable, "too_many_requests", "Too many requests")
	errEvents    = resource.Invalid("bad_request", "Bad request. The body is a JSON object of at most 64 kB, whose member StartRequests is a list of objects with the text EventId")
	errNoEvent   = resource.Invalid("bad_request", "Bad request. There is no scheduled event with this EventId")
	errNonce     = resource.Invalid("bad_request", "Bad request. The nonce is 1 to 32 letters and digits")
	errFormat    = resource.Invalid("bad_request", "Bad request. The format is json or text")
	errOnlyJSON  = resource.Invalid("bad_request", "Parameter value isn't allowed for parameter \"format\". Fix the request and retry.")
	errLeaf      = resource.Invalid("bad_request", "Bad request. The requested element is a leaf: add format=text")
	// As Microsoft's article on the load balancer's metadata has it.
	errNoBalancer = resource.NotFound("not_found", "No load balancer metadata is found. Check if your virtual machine is using any non-basic SKU load balancer and retry later.")
	errNoElement  = resource.NotFound("not_found", "The requested element does not exist")

	errMethod     = resource.Errorf(resource.KindMethod, "method_not_allowed", "Only GET is allowed")
	errTunnel     = resource.Errorf(resource.KindMethod, "method_not_allowed", "The metadata service opens no tunnels: it serves http://169.254.169.254 only. Set no proxy for https here")
	errForward    = resource.Errorf(resource.KindForbidden, "forbidden", "The metadata service serves http://169.254.169.254 only and forwards nothing to other hosts")
	errBrowser    = resource.Errorf(resource.KindForbidden, "forbidden", "Requests from browsers (with the header Origin) are not answered")
	errHost       = resource.Errorf(resource.KindMisdirected, "bad_request", "The Host header of the request names a host that is not served here")
	errNoSuchPath = resource.NotFound("not_found", "There is nothing at this path")
	errNotServed  = resource.NotFound("not_found", "This part of the metadata service is not served")

	// An App Service endpoint's own.
	errIdentityHeader = resource.Errorf(resource.KindUnauthenticated, "unauthorized", "The identity header is missing or names no machine.")
	errNoneOfThem     = resource.Invalid("invalid_request", "No Managed Identity found for specified ClientId/ResourceId/PrincipalId.")

	errInternal = resource.Errorf(resource.KindInternal, "unknown", "Failed to retrieve token from the Active directory. For details see the log of the server")
)

const badVersion = "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds"

var statuses = map[resource.Kind]int{
	resource.KindInvalid:         http.StatusBadRequest,
	resource.KindUnauthenticated: http.StatusUnauthorized,
	resource.KindForbidden:       http.StatusForbidden,
	resource.KindNotFound:        http.StatusNotFound,
	resource.KindMethod:          http.StatusMethodNotAllowed,
	resource.KindMisdirected:     http.StatusMisdirectedRequest,
	resource.KindUnavailable:     http.StatusTooManyRequests,
	resource.KindInternal:        http.StatusInternalServerError,
}

// fail writes err in the form of the protocol to which the path belongs.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, at place, err error) {
	failure := resource.AsError(err)
	status, known := statuses[failure.Kind]
	if !known || failure.Kind == resource.KindInternal {
		failure, status = errInternal, http.StatusInternalServerError
		if !errors.Is(err, context.Canceled) {
			// at.path holds no handle; the request's own path may.
			h.config.Log.ErrorContext(r.Context(), "the metadata service failed", "path", at.path, "error", err)
		}
	}
	if failure == errStranger {
		h.config.Log.WarnContext(r.Context(), "the metadata service refused a caller whose address is no machine's", "address", r.RemoteAddr)
	}
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allowed(at.path))
	}
	if failure == errProxyUser {
		w.Header().Set("Proxy-Authenticate", proxyChallenge)
		status = http.StatusProxyAuthRequired
	}
	h.write(w, at, status, failure)
}

// write writes a failure in the form of the protocol to which the path belongs.
func (h *Handler) write(w http.ResponseWriter, at place, status int, failure *resource.Error) {
	body := failureBody(failure)
	if at.path == pathAppService {
		body = encode(struct {
			StatusCode    int
			Message       string
			CorrelationID string `json:"CorrelationId"`
		}{status, failure.Message, h.config.Sources.NewGUID()})
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // nobody is left to tell
}

// allowed are the methods of a path.
func allowed(path string) string {
	if path == pathEvents || path == pathExtension {
		return "GET, POST"
	}
	return http.MethodGet
}

// versionBody has the three newest of the versions that would do, newest first.
func versionBody(failure *resource.Error, published []string) []byte {
	newest := slices.Clone(published[len(published)-3:])
	slices.Reverse(newest)
	return encode(struct {
		Error  string   `json:"error"`
		Newest []string `json:"newest-versions"`
	}{failure.Message, newest})
}

func failureBody(failure *resource.Error) []byte {
	switch failure {
	case errVersion:
		return versionBody(failure, versions)
	case errEventsVersion:
		return versionBody(failure, eventsVersions)
	}
	return encode(struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{failure.Code, failure.Message})
}
