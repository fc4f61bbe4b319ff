package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestHealthAndMetricsOnBothAddresses(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	w.Must(http.MethodGet, "/subscriptions?api-version=2022-12-01", nil)
	for _, origin := range []string{w.ResourceManager, w.Metadata} {
		for _, path := range []string{"/healthz", "/readyz"} {
			if got := w.As("", http.MethodGet, origin+path, nil); got.Status != http.StatusOK || got.Body != "ok\n" {
				t.Errorf("%s%s: %d %q", origin, path, got.Status, got.Body)
			}
		}
		got := w.As("", http.MethodGet, origin+"/metrics", nil)
		if got.Status != http.StatusOK || !strings.Contains(got.Body, `azimuth_requests_total{front="resourceManager",status="200"} 1`) {
			t.Errorf("%s/metrics: %d, and no count of the one request", origin, got.Status)
		}
		if got := w.As("", http.MethodPost, origin+"/healthz", nil); got.Status < http.StatusBadRequest {
			t.Errorf("POST %s/healthz: %d", origin, got.Status)
		}
	}
}
