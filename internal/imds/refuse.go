package imds

import (
	"cmp"
	"net/http"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
)

// usual is what the service says with a status, where a fault says nothing of its
// own. The words for 429 and 500 are those that clients have recorded; those for
// 404 and 410 follow Microsoft's description of the statuses, and no client looks
// at them.
var usual = map[int]*resource.Error{
	http.StatusBadRequest:          errIdentity,
	http.StatusNotFound:            resource.NotFound("not_found", "The IMDS endpoint is updating"),
	http.StatusGone:                resource.NotFound("gone", "IMDS is going through updates"),
	http.StatusTooManyRequests:     resource.Invalid("invalid_request", "Temporarily throttled, too many requests"),
	http.StatusInternalServerError: errInternal,
}

// Refuse answers a request with an error that a fault demands.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, _ fault.Request, f fault.Refusal) {
	header, at := w.Header(), locate(r.URL.Path)
	header["Server"] = serverName
	header["Content-Type"] = contentType
	f.SetHeader(header.Set)
	if f.Status < http.StatusBadRequest {
		w.WriteHeader(f.Status)
		return
	}
	said := usual[f.Status]
	switch {
	case said == errIdentity && at.path == pathAppService:
		said = errNoneOfThem
	case said == nil:
		said = resource.Errorf(resource.KindInternal, "unknown", "%s", http.StatusText(f.Status))
	}
	h.write(w, at, f.Status, &resource.Error{Code: cmp.Or(f.Code, said.Code), Message: cmp.Or(f.Message, said.Message)})
}
