package imds_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/identity"
)

// BenchmarkTokenRequest compares a cached token request with a handler that
// only writes the same bytes, both over loopback TCP on one kept connection
// each, in turns. The metric "ratio" is how much of the bare handler's rate is left.
func BenchmarkTokenRequest(b *testing.B) {
	w := newWorld(b)
	w.signer.padding = strings.Repeat("eyJ0eXAi", 200) // tokens are as long as real ones
	handle := w.machine("vm", identity.Assigned{System: &own})
	const uri = "http://169.254.169.254" + tokenURL
	lines := "GET " + uri + " HTTP/1.1\r\nHost: 169.254.169.254\r\nMetadata: true\r\nProxy-Authorization: " + basic(handle) + "\r\nUser-Agent: azsdk-go-azidentity/v1.15.0\r\n\r\n"
	body := w.get(uri, "Metadata", "true", "Proxy-Authorization", basic(handle)).Body.Bytes()
	if !strings.Contains(string(body), "access_token") {
		b.Fatalf("body %s", body)
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		header := w.Header()
		header["Server"] = []string{"IMDS/150.870.65.0"}
		header["Content-Type"] = []string{"application/json; charset=utf-8"}
		header["Content-Length"] = []string{strconv.Itoa(len(body))}
		_, _ = w.Write(body)
	})
	ours, theirs := dial(b, w.handler, lines, len(body)), dial(b, bare, lines, len(body))
	const turn = 100
	var spent [2]time.Duration
	for b.Loop() {
		for side, ask := range []func(){ours, theirs} {
			start := time.Now()
			for range turn {
				ask()
			}
			spent[side] += time.Since(start)
		}
	}
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "ratio")
	b.ReportMetric(float64(spent[0].Nanoseconds())/float64(b.N*turn), "ns/token")
	b.ReportMetric(float64(spent[1].Nanoseconds())/float64(b.N*turn), "ns/bare")
}

// dial serves the handler and returns a function that sends one request over
// one connection and reads the answer.
func dial(b *testing.B, handler http.Handler, lines string, size int) func() {
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	reader := bufio.NewReader(conn)
	return func() {
		if _, err := io.WriteString(conn, lines); err != nil {
			b.Fatal(err)
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, response.Body)
		if err != nil || response.StatusCode != http.StatusOK || int(n) != size {
			b.Fatalf("status %d, %d bytes: %v", response.StatusCode, n, err)
		}
		if err := response.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHandler is the handler alone.
func BenchmarkHandler(b *testing.B) {
	w := newWorld(b)
	handle := w.machine("vm", identity.Assigned{System: &own})
	r := request(http.MethodGet, tokenURL, "Metadata", "true", "X-IDENTITY-HEADER", handle)
	writer := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		w.handler.ServeHTTP(writer, r)
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
