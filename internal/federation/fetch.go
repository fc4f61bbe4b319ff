package federation

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/azimuthid/azimuth/internal/outbound"
)

const (
	// fetchTime is how long one document may take, redirects included.
	fetchTime = 5 * time.Second
	// maxDocument is the largest document that is read, in bytes.
	maxDocument = 512 << 10
	// maxRedirects is how many redirects are followed.
	maxRedirects = 3
)

// fetcher gets documents of outside issuers.
type fetcher struct {
	allowed allowed
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	client  *http.Client
}

func newFetcher(a allowed, resolve func(context.Context, string) ([]netip.Addr, error), roots *x509.CertPool) *fetcher {
	f := &fetcher{allowed: a, resolve: resolve}
	f.client = &http.Client{
		Timeout:       fetchTime,
		CheckRedirect: checkRedirect,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would resolve names itself
			DialContext:            f.dial,
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    fetchTime,
			ResponseHeaderTimeout:  fetchTime,
			MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives:      true,
			ForceAttemptHTTP2:      true,
		},
	}
	return f
}

// dial connects to a host of which an issuer's address, or a redirect, tells.
func (f *fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	return f.dialer(f.allowed.isPrivate(host)).DialContext(ctx, network, address)
}

// dialer connects to public hosts, and to private ones where that is allowed.
func (f *fetcher) dialer(private bool) outbound.Dialer {
	return outbound.Dialer{Timeout: fetchTime, Resolve: f.resolve, Check: func(ip netip.Addr) error { return checkAddress(ip, private) }}
}

func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("federation: more than %d redirects", maxRedirects)
	}
	if r.URL.Scheme != "https" || r.URL.User != nil {
		return errors.New("federation: a redirect to what is not https")
	}
	return nil
}

// get fetches one document and the time for which it may be kept.
func (f *fetcher) get(ctx context.Context, address string) (body []byte, keep time.Duration, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, 0, fmt.Errorf("federation: %q is no URL", address)
	}
	local := u.Scheme == "http" && isLoopback(u.Hostname()) && f.allowed.isPrivate(u.Hostname())
	if u.Scheme != "https" && !local || u.Hostname() == "" || u.User != nil {
		return nil, 0, fmt.Errorf("federation: %q is not of https", address)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = response.Body.Close() }() // what was read counts
	if response.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("federation: %s answers %d", address, response.StatusCode)
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return nil, 0, err
	}
	if len(body) > maxDocument {
		return nil, 0, fmt.Errorf("federation: %s is larger than %d bytes", address, maxDocument)
	}
	return body, lifetime(response.Header.Get("Cache-Control")), nil
}
