package imds

import (
	"context"
	"errors"
	"net/http"

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
	// errVersion has a form of its own; see failureBody.
	errVersion = resource.Invalid("bad_request", "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds")

	errForm      = resource.Invalid("invalid_request", "The body of the request is no form (application/x-www-form-urlencoded) of at most 64 kB")
	errNonce     = resource.Invalid("bad_request", "Bad request. The nonce is 1 to 32 letters and digits")
	errFormat    = resource.Invalid("bad_request", "Bad request. The format is json or text")
	errLeaf      = resource.Invalid("bad_request", "Bad request. The requested element is a leaf: add format=text")
	errNoElement = resource.NotFound("not_found", "The requested element does not exist")

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

var statuses = map[resource.Kind]int{
	resource.KindInvalid:         http.StatusBadRequest,
	resource.KindUnauthenticated: http.StatusUnauthorized,
	resource.KindForbidden:       http.StatusForbidden,
	resource.KindNotFound:        http.StatusNotFound,
	resource.KindMethod:          http.StatusMethodNotAllowed,
	resource.KindMisdirected:     http.StatusMisdirectedRequest,
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
		w.Header().Set("Allow", http.MethodGet)
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

func failureBody(failure *resource.Error) []byte {
	if failure == errVersion {
		return encode(struct {
			Error  string   `json:"error"`
			Newest []string `json:"newest-versions"`
		}{failure.Message, newestVersions()})
	}
	return encode(struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{failure.Code, failure.Message})
}
