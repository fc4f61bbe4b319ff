// Package servertest runs a whole server inside a test: with a memory store, on
// free ports, with a clock that stands still until the test moves it.
package servertest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/meter"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// World is a running server with the administrator's client.
type World struct {
	server.Environment
	Server *server.Server
	Clock  *Clock
	Client *http.Client
	// Stop ends the server before the test does.
	Stop func()

	t testing.TB
	// token is the administrator's for Resource Manager.
	token string
}

// Clock is a clock that tests move.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the present time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Start runs a server until the test ends. change, which may be nil, changes its
// configuration before.
func Start(t testing.TB, change func(*server.Config)) *World {
	t.Helper()
	// The certificate authority's leaves are judged by clients with the real
	// clock, so that the world begins today.
	clock := &Clock{now: time.Now().Truncate(time.Second)}
	sources := resource.System()
	sources.Now = clock.Now
	config := server.Config{Data: t.TempDir(), Store: "memory", HTTPS: "127.0.0.1:0", Metadata: "127.0.0.1:0", Sources: sources, Database: sqlite.Database{}, Meter: meter.New()}
	if change != nil {
		change(&config)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s, err := server.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	w := &World{Environment: s.Environment(), Server: s, Clock: clock, t: t}
	w.Client = w.NewClient()
	w.Stop = sync.OnceFunc(func() {
		w.Client.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(w.Stop)
	w.token = w.Token(w.ClientID, w.ClientSecret)
	return w
}

// Connect is the world of a server that runs elsewhere, whose clock nobody moves.
func Connect(t testing.TB, env server.Environment) *World {
	t.Helper()
	w := &World{Environment: env, t: t}
	w.Client = w.NewClient()
	t.Cleanup(w.Client.CloseIdleConnections)
	w.token = w.Token(w.ClientID, w.ClientSecret)
	return w
}

// NewClient is an HTTP client that trusts the server and follows no redirects.
func (w *World) NewClient() *http.Client {
	pem, err := os.ReadFile(w.CAFile)
	if err != nil {
		w.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Token signs an application in for Resource Manager.
func (w *World) Token(clientID, clientSecret string) string {
	w.t.Helper()
	response, err := w.Client.PostForm(w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {clientSecret},
		"scope": {"https://management.azure.com/.default"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var body struct {
		AccessToken string `json:"access_token"`
	}
	text := w.read(response)
	if err := json.Unmarshal([]byte(text), &body); err != nil || body.AccessToken == "" {
		w.t.Fatalf("no token: %d %s", response.StatusCode, text)
	}
	return body.AccessToken
}

func (w *World) read(response *http.Response) string {
	w.t.Helper()
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// Reply is an answer of the server.
type Reply struct {
	Status int
	Header http.Header
	Body   string
}

// JSON is the body as a tree; nil for none.
func (r Reply) JSON() any {
	var value any
	if r.Body != "" {
		if err := json.Unmarshal([]byte(r.Body), &value); err != nil {
			return fmt.Sprintf("not JSON: %v: %s", err, r.Body)
		}
	}
	return value
}

// At is the value at a path of member names and array indexes in the body, such
// as "error.code"; nil where there is none. A member name that has dots or
// slashes stands in the path with '~' in place of each dot.
func (r Reply) At(path string) any {
	value := r.JSON()
	for member := range strings.SplitSeq(path, ".") {
		member = strings.ReplaceAll(member, "~", ".")
		switch v := value.(type) {
		case map[string]any:
			value = v[member]
		case []any:
			var i int
			if _, err := fmt.Sscan(member, &i); err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// Text is At for strings; "" for anything else.
func (r Reply) Text(path string) string {
	text, _ := r.At(path).(string)
	return text
}

// Do sends a request to Resource Manager as the administrator. path may name an
// absolute URL. A body that is a string is sent as it is, anything else but nil as JSON.
func (w *World) Do(method, path string, body any) Reply {
	w.t.Helper()
	return w.As(w.token, method, path, body)
}

// As is Do with another token; "" sends none.
func (w *World) As(token, method, path string, body any, headers ...string) Reply {
	w.t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = w.ResourceManager + path
	}
	var content io.Reader
	text, isText := body.(string)
	if body != nil && !isText {
		marshalled, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		text = string(marshalled)
	}
	if body != nil {
		content = strings.NewReader(text)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, address, content)
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if content != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := w.Client.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	reply := Reply{Status: response.StatusCode, Header: response.Header, Body: w.read(response)}
	w.record(request, text, reply)
	return reply
}

// Must is Do that fails the test unless the answer's status is one of 200, 201 and 204.
func (w *World) Must(method, path string, body any) Reply {
	w.t.Helper()
	reply := w.Do(method, path, body)
	if reply.Status != http.StatusOK && reply.Status != http.StatusCreated && reply.Status != http.StatusNoContent {
		w.t.Fatalf("%s %s: %d %s", method, path, reply.Status, reply.Body)
	}
	return reply
}

// Subscription is the id of the server's subscription.
func (w *World) Subscription() string { return "/subscriptions/" + w.SubscriptionID }

// Handle is the handle of a machine, by its resource id.
func (w *World) Handle(machine string) string {
	w.t.Helper()
	return w.Must(http.MethodPost, machine+"/connect?api-version=2024-07-01", nil).Text("handle")
}

// MachineToken asks the metadata service as a machine; query is added to the
// request, such as "&client_id=...".
func (w *World) MachineToken(handle, query string) Reply {
	w.t.Helper()
	address := w.Metadata + "/vm/" + handle + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/" + query
	return w.As("", http.MethodGet, address, nil, "Metadata", "true")
}

// Member is the text of a member of the body, as JSON.
func (r Reply) Member(path string) string {
	text, err := json.Marshal(r.At(path))
	if err != nil {
		return fmt.Sprintf("not JSON: %v", err)
	}
	return string(text)
}
