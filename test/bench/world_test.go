package bench

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

const group = "/resourceGroups/bench"

// start runs a server on the embedded database with a group in it.
func start(b *testing.B) *servertest.World {
	b.Helper()
	w := servertest.Start(b, func(c *server.Config) { c.Store = "sqlite" })
	w.Must(http.MethodPut, w.Subscription()+group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	return w
}

// client is an HTTP client with connections of its own, over HTTP/1.1.
func client(b *testing.B, caFile string) *http.Client {
	b.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 1}
	if caFile != "" {
		pem, err := os.ReadFile(caFile)
		if err != nil {
			b.Fatal(err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, NextProtos: []string{"http/1.1"}}
	}
	b.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// ask sends a request and reads the whole answer.
func ask(c *http.Client, method, address string, body []byte, headers map[string]string) ([]byte, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := c.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %d %s", method, address, response.StatusCode, text)
	}
	return text, err
}

// bare serves one body with net/http and nothing else; with TLS, under a
// certificate of the same kind as ours.
func bare(b *testing.B, body []byte, secure bool) (address, caFile string) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(body)
	})}
	b.Cleanup(func() { _ = s.Close() })
	if !secure {
		go func() { _ = s.Serve(listener) }()
		return "http://" + listener.Addr().String(), ""
	}
	sources := resource.System()
	sealer, err := token.NewSealer(sources.Bytes(token.MasterKeySize), sources)
	if err != nil {
		b.Fatal(err)
	}
	authority, err := ca.Open(b.Context(), memory.Open(), sealer, sources, nil)
	if err != nil {
		b.Fatal(err)
	}
	caFile = filepath.Join(b.TempDir(), "ca.pem")
	if err := os.WriteFile(caFile, authority.PEM(), 0o600); err != nil {
		b.Fatal(err)
	}
	s.TLSConfig = authority.TLSConfig([]string{"127.0.0.1"})
	go func() { _ = s.ServeTLS(listener, "", "") }()
	return "https://" + listener.Addr().String(), caFile
}

// ratio runs both sides in turns, so that the machine's load falls on both, and
// reports how much of the bare side's rate ours has.
func ratio(b *testing.B, ours, theirs func(n int) error) {
	b.Helper()
	const turns = 10
	var ourTime, theirTime time.Duration
	for range b.N {
		for range turns {
			ourTime += timed(b, ours)
			theirTime += timed(b, theirs)
		}
	}
	b.ReportMetric(theirTime.Seconds()/ourTime.Seconds(), "ratio")
	b.ReportMetric(float64(ourTime.Microseconds())/float64(b.N*turns*each), "µs/ours")
	b.ReportMetric(float64(theirTime.Microseconds())/float64(b.N*turns*each), "µs/bare")
}

// each is how many operations one turn has.
const each = 400

func timed(b *testing.B, side func(n int) error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := side(each); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// inParallel shares n operations among as many goroutines as do has.
func inParallel(n int, do []func(i int) error) error {
	var next atomic.Int64
	var first atomic.Pointer[error]
	var wait sync.WaitGroup
	for _, one := range do {
		wait.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				if err := one(i); err != nil {
					first.CompareAndSwap(nil, &err)
					return
				}
			}
		})
	}
	wait.Wait()
	if err := first.Load(); err != nil {
		return *err
	}
	return nil
}
