package graph

import (
	"cmp"
	"net/http"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/httpstatus"
)

// usual is what Graph says with a status, where a fault says nothing of its own.
// (Microsoft Graph's error responses, and those of directory objects.)
var usual = map[int]fault.Refusal{
	http.StatusUnauthorized:        {Code: "InvalidAuthenticationToken", Message: "Access token validation failure."},
	http.StatusForbidden:           {Code: "Authorization_RequestDenied", Message: "Insufficient privileges to complete the operation."},
	http.StatusNotFound:            {Code: "Request_ResourceNotFound", Message: "Resource does not exist or one of its queried reference-property objects are not present."},
	http.StatusTooManyRequests:     {Code: "TooManyRequests", Message: "Too many requests."},
	http.StatusInternalServerError: {Code: "Service_InternalServerError", Message: "Encountered an internal server error."},
	http.StatusServiceUnavailable:  {Code: "serviceNotAvailable", Message: "The service is temporarily unavailable."},
	http.StatusGatewayTimeout:      {Code: "UnknownError", Message: "The gateway timed out."},
}

// Refuse answers a request with an error that a fault demands.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, _ fault.Request, f fault.Refusal) {
	x := h.begin(w, r)
	if f.Status < http.StatusBadRequest {
		f.SetHeader(w.Header().Set)
		w.WriteHeader(f.Status)
		return
	}
	said, ok := usual[f.Status]
	if !ok {
		said = fault.Refusal{Code: httpstatus.Name(f.Status), Message: http.StatusText(f.Status) + "."}
	}
	if f.Status == http.StatusUnauthorized {
		x.challenge()
	}
	f.SetHeader(w.Header().Set)
	x.write(f.Status, map[string]any{"error": x.errorBody(cmp.Or(f.Code, said.Code), cmp.Or(f.Message, said.Message))})
}
