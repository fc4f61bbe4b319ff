package sts

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
)

// usual is what Entra says with a status, where a fault says nothing of its own.
var usual = map[int]refusal{
	http.StatusBadRequest:      looping,
	http.StatusUnauthorized:    {7000215, resource.KindUnauthenticated, "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to the app."},
	http.StatusTooManyRequests: {90055, resource.KindInvalid, "temporarily_unavailable", "The server has received too many requests from the tenant. Please try again later."},
}

// Refuse answers a request with an error that a fault demands. A code of the form
// AADSTS and a number is Entra's own, any other the "error" of OAuth.
func (s *Service) Refuse(w http.ResponseWriter, r *http.Request, _ fault.Request, f fault.Refusal) {
	e, tenant := route(r.URL.Path)
	x := s.begin(w, r, e)
	x.tenant = tenant
	forbidCaching(w.Header())
	if f.Status < http.StatusBadRequest {
		f.SetHeader(w.Header().Set)
		w.WriteHeader(f.Status)
		return
	}
	row, ok := usual[f.Status]
	switch {
	case ok:
	case f.Status >= http.StatusInternalServerError:
		row = transient
		if f.Status != http.StatusInternalServerError {
			row.oauth = "temporarily_unavailable"
		}
	default:
		row = malformedRequest
		row.text = http.StatusText(f.Status)
	}
	if digits, entra := strings.CutPrefix(f.Code, "AADSTS"); entra {
		row.number, _ = strconv.Atoi(digits) // 0 for what is no number
	} else if f.Code != "" {
		row.oauth = f.Code
	}
	row.text = cmp.Or(f.Message, row.text)
	if e.isToken() {
		w.Header().Set("x-ms-clitelem", "1,"+strconv.Itoa(row.number)+",0,,")
	}
	f.SetHeader(w.Header().Set)
	refused := &refused{&resource.Error{Kind: row.kind, Code: "AADSTS" + strconv.Itoa(row.number), Message: row.text}, row}
	x.write(f.Status, x.errorBody(refused))
}
