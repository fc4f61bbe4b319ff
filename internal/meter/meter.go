// Package meter counts for Prometheus what a server does.
package meter

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/azimuthid/azimuth/internal/httpstatus"
)

// Meter counts requests, by front end, and serves the counts of them and of the
// process. It may be used from many goroutines.
type Meter struct {
	http.Handler

	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	proxied  *prometheus.CounterVec
}

// New returns a meter that has counted nothing.
func New() *Meter {
	registry := prometheus.NewRegistry()
	m := &Meter{
		Handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
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
	registry.MustRegister(m.requests, m.seconds, m.proxied, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// CountProxy counts what became of a request to the forward proxy.
func (m *Meter) CountProxy(outcome string) { m.proxied.WithLabelValues(outcome).Inc() }

// Count counts what a front end answers.
func (m *Meter) Count(front string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(front)
	fine := m.requests.WithLabelValues(front, "200")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // a duration of the machine, not a time of the server's world
		seen := httpstatus.Writer{ResponseWriter: w, Status: http.StatusOK}
		next.ServeHTTP(&seen, r)
		seconds.Observe(time.Since(began).Seconds())
		if seen.Status == http.StatusOK {
			fine.Inc()
			return
		}
		m.requests.WithLabelValues(front, strconv.Itoa(seen.Status)).Inc()
	})
}
