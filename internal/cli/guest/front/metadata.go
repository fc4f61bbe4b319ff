package front

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"time"
)

// NewMetadata is the metadata service of the machine with a handle. Who asks is
// settled by having come here: whatever else a request says of it is left out.
//
// A machine that is off has no metadata service: gone is told so, and what was asked
// gets no answer.
func NewMetadata(site *Site, handle string, gone func(State)) *http.Server {
	return passingOn(site, gone, func(r *httputil.ProxyRequest) { asMachine(r, handle) })
}

// NewExtension is what the extension for managed identities serves at a port of
// localhost on the machine with a handle.
func NewExtension(site *Site, handle string, port uint16, gone func(State)) *http.Server {
	own := []string{fmt.Sprintf("localhost:%d", port), fmt.Sprintf("127.0.0.1:%d", port)}
	return passingOn(site, gone, func(r *httputil.ProxyRequest) {
		asMachine(r, handle)
		// The server knows no machine's ports. Another host's name stays, and is refused.
		if slices.Contains(own, strings.ToLower(r.In.Host)) {
			r.Out.Host = "169.254.169.254"
		}
	})
}

func asMachine(r *httputil.ProxyRequest, handle string) {
	r.Out.URL.Path, r.Out.URL.RawPath = "/vm/"+handle+r.In.URL.Path, ""
	for _, name := range []string{"X-Identity-Header", "Secret", "Proxy-Authorization"} {
		delete(r.Out.Header, name)
	}
}

// NewPlain is the server's address without TLS for a machine that is to reach
// nothing else: there it is a proxy to other hosts too, and here it is not.
func NewPlain(site *Site) *http.Server {
	return passingOn(site, func(State) {}, func(*httputil.ProxyRequest) {})
}

// passingOn takes requests to the server's metadata service, for its own host only.
func passingOn(site *Site, gone func(State), rewrite func(*httputil.ProxyRequest)) *http.Server {
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", r.In.Host
			r.Out.URL.RawQuery = r.In.URL.RawQuery // as it is, that it be judged as it is
			r.Out.Host = r.In.Host
			// A request that a proxy passed on is refused, as in Azure.
			if values := r.In.Header["X-Forwarded-For"]; len(values) > 0 {
				r.Out.Header["X-Forwarded-For"] = values
			}
			rewrite(r)
		},
		Transport: site.transport(),
		ModifyResponse: func(r *http.Response) error {
			if state := stateOf(r.Header); state != On {
				gone(state)
				return errGone
			}
			return nil
		},
		ErrorHandler: unavailable,
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	return &http.Server{
		Handler: noTunnels(pass), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// transport takes all requests to the server's metadata service.
func (s *Site) transport() *http.Transport {
	return &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return s.Dial(ctx, Metadata) },
		MaxIdleConnsPerHost: 8,
		IdleConnTimeout:     10 * time.Second,
		DisableCompression:  true,
	}
}

func noTunnels(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			http.Error(w, "There are no tunnels here.", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// unavailable tells a program that the server does not answer, as the metadata
// service of Azure does when it is not ready: clients ask again after a moment.
func unavailable(w http.ResponseWriter, _ *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the program is gone
	}
	if errors.Is(err, errGone) {
		panic(http.ErrAbortHandler) // which closes the connection
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Retry-After", "1")
	w.Header().Set("Server", "IMDS/150.870.65.0")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, `{"error":"service_unavailable","error_description":"The server of this machine does not answer."}`) // it may be gone
}
