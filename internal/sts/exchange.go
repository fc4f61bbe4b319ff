package sts

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// exchange is one request and what its answer has in common with all others.
type exchange struct {
	request     *http.Request
	writer      http.ResponseWriter
	endpoint    endpoint
	origin      string
	now         time.Time
	trace       string // a GUID
	correlation string // the client's GUID, or one of ours
	tenant      string // as our documents name it
}

// begin starts an answer and sets the headers that all of Entra's have.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, e endpoint) *exchange {
	x := &exchange{
		request:  r,
		writer:   w,
		endpoint: e,
		origin:   s.config.Origin(r),
		now:      s.config.Sources.Now(),
		trace:    s.config.Sources.NewGUID(),
	}
	x.correlation = r.Header.Get("client-request-id")
	if x.correlation == "" {
		x.correlation = r.URL.Query().Get("client-request-id")
	}
	if !resource.IsGUID(x.correlation) {
		x.correlation = s.config.Sources.NewGUID()
	}
	h := w.Header()
	h.Set("x-ms-request-id", x.trace)
	h.Set("x-ms-ests-server", "azimuth")
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.EqualFold(r.Header.Get("return-client-request-id"), "true") {
		h.Set("client-request-id", x.correlation)
	}
	if mayPin(x.origin) {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	switch {
	case e.isToken():
		forbidCaching(h)
		h.Set("x-ms-clitelem", "1,0,0,,")
	case e.isPage(), e == userRealm:
		forbidCaching(h)
	default:
		h.Set("Cache-Control", "max-age=86400, private")
		// Pages in a browser check tokens too; all of this is public.
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", "GET, OPTIONS")
	}
	return x
}

func forbidCaching(h http.Header) {
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "-1")
}

// write sends the answer. Its JSON is made of our own structs and cannot fail.
func (x *exchange) write(status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	x.writer.Header().Set("Content-Type", "application/json; charset=utf-8")
	x.writer.WriteHeader(status)
	// The client may have gone; there is nobody to tell then.
	_, _ = x.writer.Write(encoded)
}

// mayPin reports whether Strict-Transport-Security does no harm at the origin.
// A browser that took it for "localhost" or for a machine of the user's would
// refuse plain HTTP to everything else that runs there. It ignores it for
// addresses, and Microsoft's hosts have it anyway.
func mayPin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	return net.ParseIP(u.Hostname()) != nil || strings.HasSuffix(u.Hostname(), ".microsoftonline.com")
}
