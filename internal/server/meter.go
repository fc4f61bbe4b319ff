package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// meter counts requests for Prometheus.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	proxied  *prometheus.CounterVec
}

func newMeter() *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "azimuth_requests_total", Help: "Requests answered, by front end and status.",
		}, []string{"front", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "azimuth_request_seconds", Help: "Time to answer a request, by front end.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1},
		}, []string{"front"}),
		proxied: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "azimuth_proxy_total", Help: "What the forward proxy was asked for, beside the metadata service in absolute form, by what became of it.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.proxied, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meter) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// countProxy counts what became of a request to the forward proxy.
func (m *meter) countProxy(outcome string) { m.proxied.WithLabelValues(outcome).Inc() }

// count counts what a front end answers.
func (m *meter) count(front string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(front)
	fine := m.requests.WithLabelValues(front, "200")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // a duration of the machine, not a time of the server's world
		seen := statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(&seen, r)
		seconds.Observe(time.Since(began).Seconds())
		if seen.status == http.StatusOK {
			fine.Inc()
			return
		}
		m.requests.WithLabelValues(front, strconv.Itoa(seen.status)).Inc()
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// health answers the paths that operators ask: whether the process lives,
// whether it serves, and what it counted.
func health(m *meter, next http.Handler) http.Handler {
	metrics := m.handler()
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
			metrics.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
