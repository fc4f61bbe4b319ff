package proxy

import (
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strings"
	"time"
)

// pass passes a request in absolute form on to another host, if the client may
// reach it. Those that we stand in for speak TLS only: nobody's token is to go
// to the real ones by mistake.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request) {
	host := strings.ToLower(r.URL.Host)
	name := strings.TrimSuffix(strings.ToLower(r.URL.Hostname()), ".")
	_, ours := p.standIn(name)
	switch {
	case r.URL.Scheme != "http":
		p.refuse(w, r, http.StatusBadRequest, host, "Only http is passed on: ask for a tunnel with CONNECT for anything else.")
	case ours:
		p.refuse(w, r, http.StatusForbidden, host, "Azimuth stands in for this host, with https only.")
	case p.denied(r, host) != "":
		p.refuse(w, r, http.StatusForbidden, host, p.denied(r, host))
	default:
		p.forward.ServeHTTP(w, r)
	}
}

// forwarder passes requests on as they are, without what is meant for the proxy.
func (p *Proxy) forwarder() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			// ReverseProxy takes these away, since a server behind it could believe them.
			for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				if values, ok := r.In.Header[name]; ok {
					r.Out.Header[name] = values
				}
			}
			r.Out.URL.User = nil
		},
		Transport: &http.Transport{
			Proxy:                  nil, // another proxy would resolve names itself
			DialContext:            p.dialer.DialContext,
			DisableCompression:     true,
			MaxResponseHeaderBytes: 64 << 10,
			IdleConnTimeout:        time.Minute,
			MaxIdleConnsPerHost:    4,
		},
		FlushInterval:  -1,
		ModifyResponse: func(*http.Response) error { p.config.Count(Forwarded); return nil },
		ErrorHandler:   func(w http.ResponseWriter, r *http.Request, err error) { p.unreached(w, r, r.URL.Host, err) },
		ErrorLog:       slog.NewLogLogger(p.config.Log.Handler(), slog.LevelDebug),
	}
}
