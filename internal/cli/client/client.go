package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/snapshot"
)

// Client is a caller of one server. It is not for use from several goroutines.
type Client struct {
	env   server.Environment
	http  *http.Client
	token string
}

// New makes a client for the server that env describes. It signs in as the
// application in env when it first has to.
func New(env server.Environment) (*Client, error) {
	roots, err := os.ReadFile(env.CAFile)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(roots) {
		return nil, fmt.Errorf("%s holds no certificate", env.CAFile)
	}
	// Every server's certificate covers localhost, whatever address it listens on.
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: localhost}, ForceAttemptHTTP2: true}
	return &Client{env: env, http: &http.Client{
		Transport:     transport,
		Timeout:       time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

const localhost = "localhost"

// WithToken is the client with a token of its own, in place of signing in.
func (c *Client) WithToken(token string) *Client {
	other := *c
	other.token = token
	return &other
}

// Environment is the server that the client calls.
func (c *Client) Environment() server.Environment { return c.env }

// Subscription is the resource id of the server's subscription.
func (c *Client) Subscription() string { return "/subscriptions/" + c.env.SubscriptionID }

// Close lets go of the client's connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Answering returns nil when the server answers at both of its addresses, and
// else why it does not.
func (c *Client) Answering(ctx context.Context) error {
	for _, origin := range []string{c.env.ResourceManager, c.env.Metadata} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/healthz", nil)
		if err != nil {
			return err
		}
		request.Host = net.JoinHostPort(localhost, request.URL.Port())
		if _, err := c.send(request); err != nil {
			return err
		}
	}
	return nil
}

// Fetch reads a public JSON document of the server, without signing in.
func (c *Client) Fetch(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	text, err := c.send(request)
	if err != nil {
		return err
	}
	return decode(text, into)
}

// Get reads the resource at path into the value.
func (c *Client) Get(ctx context.Context, path, version string, into any) error {
	return c.Call(ctx, http.MethodGet, path, version, nil, into)
}

// Call sends a request to Resource Manager. path is a resource id, with a query
// or without one; body and into may be nil. Answers other than 2xx are an *Error.
func (c *Client) Call(ctx context.Context, method, path, version string, body, into any) error {
	if err := c.signIn(ctx); err != nil {
		return err
	}
	content, err := encode(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.address(path, version), content)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	text, err := c.send(request)
	if err != nil || into == nil {
		return err
	}
	return decode(text, into)
}

func (c *Client) address(path, version string) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return c.env.ResourceManager + path + separator + "api-version=" + version
}

func encode(body any) (io.Reader, error) {
	if body == nil {
		return http.NoBody, nil
	}
	text, err := json.Marshal(body)
	return bytes.NewReader(text), err
}

func decode(text []byte, into any) error {
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the server's answer is not as expected: %w", err)
	}
	return nil
}

// signIn gets the application's token, once.
func (c *Client) signIn(ctx context.Context) error {
	if c.token != "" {
		return nil
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.env.ClientID}, "client_secret": {c.env.ClientSecret},
		"scope": {"https://management.azure.com/.default"},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.env.Login+"/"+c.env.TenantID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	text, err := c.send(request)
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := decode(text, &answer); err != nil {
		return err
	}
	c.token = answer.AccessToken
	return nil
}

// maxAnswer is the largest answer that is read, in bytes.
const maxAnswer = snapshot.MaxSize

func (c *Client) send(request *http.Request) ([]byte, error) {
	request.Header.Set(fault.ExemptHeader, "exempt") // commands work on bad days, too
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	_ = response.Body.Close() // all that matters was read
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, refusal(response.StatusCode, text)
	}
	return text, nil
}
