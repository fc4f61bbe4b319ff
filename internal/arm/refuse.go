package arm

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/throttle"
)

// usual is what Resource Manager says with a status, where a fault says nothing
// of its own.
var usual = map[int]fault.Refusal{
	http.StatusBadRequest:          {Code: "BadRequest", Message: "The request is invalid."},
	http.StatusUnauthorized:        {Code: "InvalidAuthenticationToken", Message: "The access token is invalid."},
	http.StatusForbidden:           {Code: "AuthorizationFailed", Message: "The client does not have authorization to perform the action over the scope or the scope is invalid. If access was recently granted, please refresh your credentials."},
	http.StatusNotFound:            {Code: "NotFound", Message: "The entity was not found in this Azure location."},
	http.StatusRequestTimeout:      {Code: "RequestTimeout", Message: "The request timed out."},
	http.StatusConflict:            {Code: "Conflict", Message: "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests."},
	http.StatusGone:                {Code: "Gone", Message: "The entity is gone."},
	http.StatusPreconditionFailed:  {Code: "PreconditionFailed", Message: "The condition specified using HTTP conditional header(s) is not met."},
	http.StatusInternalServerError: {Code: "InternalServerError", Message: "Encountered internal server error. Diagnostic information: timestamp '%s', subscription id '%s', tracking id '%s', request correlation id '%s'."},
	http.StatusBadGateway:          {Code: "BadGateway", Message: "The gateway received an invalid response from the resource provider."},
	http.StatusServiceUnavailable:  {Code: "ServerUnavailable", Message: "The server is busy or unavailable. Please try again later."},
	http.StatusGatewayTimeout:      {Code: "GatewayTimeout", Message: "The gateway did not receive a response from the resource provider within the specified time period."},
}

// Refuse answers a request with an error that a fault demands.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, q fault.Request, f fault.Refusal) {
	request := &Request{Method: r.Method, ID: h.Engine.Sources.Next("request", r.Method+" "+r.URL.Path).NewGUID()}
	header := w.Header()
	h.commonHeaders(header, r, request)
	header["Content-Type"] = jsonContent
	header.Set("X-Ms-Failure-Cause", "gateway")
	said := h.usual(q, request.ID, f)
	code, message := cmp.Or(f.Code, said.Code), cmp.Or(f.Message, said.Message)
	if f.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", authenticateHeader(h.Login(r)+"/"+h.Engine.Identity.TenantID, unauthenticated(code, message)))
	}
	f.SetHeader(header.Set)
	if f.Status < http.StatusBadRequest {
		w.WriteHeader(f.Status)
		return
	}
	body := document.Write(map[string]any{"error": map[string]any{"code": code, "message": message}})
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(f.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that is gone needs no answer
	}
}

// usual is what Resource Manager would say to the request.
func (h *Handler) usual(q fault.Request, id string, f fault.Refusal) fault.Refusal {
	if f.Status == http.StatusTooManyRequests {
		seconds := 1
		if f.RetryAfter != nil {
			seconds = f.RetryAfter.Seconds()
		}
		return fault.Refusal{Code: throttledCode, Message: throttledText(string(throttle.ClassOf(q.Method)), subscriptionIn(q.Path), q.ObjectID, seconds)}
	}
	said, ok := usual[f.Status]
	switch {
	case !ok:
		said = fault.Refusal{Code: httpstatus.Name(f.Status), Message: http.StatusText(f.Status) + "."}
	case f.Status == http.StatusInternalServerError:
		said.Message = fmt.Sprintf(said.Message, h.Engine.Sources.Now().UTC().Format("20060102T150405Z"), subscriptionIn(q.Path), id, id)
	}
	return said
}

// throttledCode is the code of Resource Manager's own throttling.
const throttledCode = "SubscriptionRequestsThrottled"

// throttledText is Resource Manager's text when a principal has used up what it
// may ask of a subscription.
func throttledText(class, subscription, actor string, seconds int) string {
	return fmt.Sprintf("Number of '%s' requests for subscription '%s' actor '%s' exceeded. Please try again after '%d' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
		class, subscription, actor, seconds)
}

// subscriptionIn is the subscription that a path names, or "".
func subscriptionIn(path string) string {
	segments := strings.SplitN(strings.TrimLeft(path, "/"), "/", 3)
	if len(segments) < 2 || !equalFold(segments[0], "subscriptions") {
		return ""
	}
	return segments[1]
}
