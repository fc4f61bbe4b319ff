package server

import "net/http"

// Meter counts what a server does. It is used from many goroutines.
type Meter interface {
	// Count counts what a front end answers.
	Count(front string, next http.Handler) http.Handler
	// CountProxy counts what became of a request to the forward proxy.
	CountProxy(outcome string)
	// Handler serves the counts, at /metrics.
	http.Handler
}

// uncounted is a Meter that counts nothing, and has nothing to show.
type uncounted struct{ http.Handler }

func (uncounted) Count(_ string, next http.Handler) http.Handler { return next }
func (uncounted) CountProxy(string)                              {}

// health answers the paths that operators ask: whether the process lives,
// whether it serves, and what it counted.
func health(m Meter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.IsAbs() || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		switch r.URL.Path {
		case "/healthz", "/readyz":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte("ok\n"))
		case "/metrics":
			m.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
