package loopback_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

func TestClientDialsLoopbackOnly(t *testing.T) {
	for _, address := range []string{"http://169.254.169.254/metadata", "http://example.invalid/", "http://[fe80::1]/"} {
		_, err := loopback.Client().Get(address)
		if err == nil || !strings.Contains(err.Error(), "not a loopback address") {
			t.Errorf("%s: %v", address, err)
		}
	}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	response, err := loopback.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}
