package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// exchange sends bytes over a connection of their own and reads one answer; ok is
// false where the server hangs up without one.
func exchange(t *testing.T, w *servertest.World, secure bool, request string) (reply servertest.Reply, ok bool) {
	t.Helper()
	address := strings.TrimPrefix(w.Metadata, "http://")
	dial := (&net.Dialer{}).DialContext
	if secure {
		address = strings.TrimPrefix(w.ResourceManager, "https://")
		config := oldClient(w).Transport.(*http.Transport).TLSClientConfig
		dial = (&tls.Dialer{Config: config}).DialContext
	}
	connection, err := dial(context.WithoutCancel(t.Context()), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, request); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return reply, false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return servertest.Reply{Status: response.StatusCode, Header: response.Header, Body: string(text)}, true
}

// What no client library would send: each is answered as what it is or refused,
// and never does what it seems to say.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	host := strings.TrimPrefix(w.ResourceManager, "https://")
	const version = "?api-version=2021-04-01"
	with := func(line, host string, more ...string) string {
		head := append([]string{line, "Host: " + host, "Authorization: Bearer " + w.ann}, more...)
		return strings.Join(append(head, "Connection: close", "", ""), "\r\n")
	}
	for name, test := range map[string]struct {
		request string
		status  int
	}{
		"an ordinary one":                   {with("GET "+w.a+version+" HTTP/1.1", host), http.StatusOK},
		"the group b":                       {with("GET "+w.b+version+" HTTP/1.1", host), http.StatusForbidden},
		"the absolute form":                 {with("GET "+w.ResourceManager+w.a+version+" HTTP/1.1", host), http.StatusOK},
		"the absolute form of another host": {with("GET https://management.azure.com"+w.a+version+" HTTP/1.1", host), http.StatusMisdirectedRequest},
		"the absolute form, Host of others": {with("GET "+w.ResourceManager+w.a+version+" HTTP/1.1", "management.azure.com"), http.StatusOK},
		"the absolute form of b":            {with("GET "+w.ResourceManager+"/x/.."+w.b+version+" HTTP/1.1", host), http.StatusBadRequest},
		"a blank in the path":               {with("GET "+w.a+" /../b"+version+" HTTP/1.1", host), http.StatusBadRequest},
		"a blank in the query":              {with("GET "+w.a+version+"&x=a b HTTP/1.1", host), http.StatusBadRequest},
		"a tab in the path":                 {with("GET "+w.a+"\t/b"+version+" HTTP/1.1", host), http.StatusBadRequest},
		"a path without a slash":            {with("GET "+w.a[1:]+version+" HTTP/1.1", host), http.StatusBadRequest},
		"a wrong escape":                    {with("GET "+w.a+"%zz"+version+" HTTP/1.1", host), http.StatusBadRequest},
		"a star":                            {with("OPTIONS * HTTP/1.1", host), http.StatusOK}, // net/http's own answer, which says nothing
		"a tunnel":                          {with("CONNECT "+host+" HTTP/1.1", host), http.StatusBadRequest},
		"a tunnel elsewhere":                {with("CONNECT example.com:443 HTTP/1.1", "example.com:443"), http.StatusMisdirectedRequest},
		"an unknown method":                 {with("BREW "+w.a+version+" HTTP/1.1", host), http.StatusMethodNotAllowed},
		"a method in small letters":         {with("get "+w.a+version+" HTTP/1.1", host), http.StatusMethodNotAllowed},
		"another method in a header":        {with("GET "+w.b+version+" HTTP/1.1", host, "X-HTTP-Method-Override: DELETE"), http.StatusForbidden},
		"another path in a header":          {with("GET "+w.b+version+" HTTP/1.1", host, "X-Original-URL: "+w.a, "X-Rewrite-URL: "+w.a), http.StatusForbidden},
		"no host":                           {with("GET "+w.a+version+" HTTP/1.1", ""), http.StatusMisdirectedRequest},
		"two hosts":                         {with("GET "+w.a+version+" HTTP/1.1", host, "Host: example.com"), http.StatusBadRequest},
		"two lengths":                       {with("PATCH "+w.a+version+" HTTP/1.1", host, "Content-Length: 2", "Content-Length: 3") + "{}x", http.StatusBadRequest},
		"a length and chunks":               {with("PATCH "+w.a+version+" HTTP/1.1", host, "Content-Length: 2", "Transfer-Encoding: chunked, identity") + "{}", http.StatusNotImplemented},
		"a negative length":                 {with("PATCH "+w.a+version+" HTTP/1.1", host, "Content-Length: -1"), http.StatusBadRequest},
		"a broken chunk":                    {with("PATCH "+w.a+version+" HTTP/1.1", host, "Transfer-Encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n", http.StatusBadRequest},
		"HTTP/1.0":                          {with("GET "+w.a+version+" HTTP/1.0", host), http.StatusOK},
		"no HTTP":                           {"hello\r\n\r\n", http.StatusBadRequest},
		"very long headers":                 {with("GET "+w.a+version+" HTTP/1.1", host, "X-Long: "+strings.Repeat("x", 128<<10)), http.StatusRequestHeaderFieldsTooLarge},
		"a very long path":                  {with("GET /"+strings.Repeat("a/", 20<<10)+version+" HTTP/1.1", host), http.StatusNotFound},
		"very many parameters":              {with("GET "+w.a+version+strings.Repeat("&a=b", 1<<10)+" HTTP/1.1", host), http.StatusOK},
		"too many parameters":               {with("GET "+w.a+version+strings.Repeat("&a=b", 10<<10)+" HTTP/1.1", host), http.StatusBadRequest},
		"a semicolon in the query":          {with("GET "+w.a+version+";x=y HTTP/1.1", host), http.StatusBadRequest},
		"two tokens":                        {with("GET "+w.a+version+" HTTP/1.1", host, "Authorization: Bearer x"), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			w.unchanged(t, func() {
				reply, answered := exchange(t, w.World, true, test.request)
				if !answered || reply.Status != test.status {
					t.Errorf("answered %v: %d %.300s, want %d", answered, reply.Status, reply.Body, test.status)
				}
				if location := reply.Header.Get("Location"); location != "" {
					t.Errorf("it leads to %s", location)
				}
			})
		})
	}
}

// A host that is not ours is refused on both addresses, before anything is looked at.
func TestUnknownHosts(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	port := w.ResourceManager[strings.LastIndexByte(w.ResourceManager, ':'):]
	metadataPort := w.Metadata[strings.LastIndexByte(w.Metadata, ':'):]
	for _, host := range []string{"management.azure.com", "evil.example", "evil.example" + port, "127.0.0.1.evil.example" + port, "localhost.evil.example", "127.0.0.2" + port, "0.0.0.0" + port, "[::]" + port, "2130706433" + port, "localhost@evil.example"} {
		request := fmt.Sprintf("GET %s?api-version=2021-04-01 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n", w.a, host, w.ann)
		if reply, _ := exchange(t, w.World, true, request); reply.Status != http.StatusMisdirectedRequest && reply.Status != http.StatusBadRequest {
			t.Errorf("Resource Manager as %q: %d %.200s", host, reply.Status, reply.Body)
		} else if reply.Status == http.StatusMisdirectedRequest {
			envelope(t, reply)
		}
		login := fmt.Sprintf("GET /%s/v2.0/.well-known/openid-configuration HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", w.TenantID, host)
		if reply, _ := exchange(t, w.World, true, login); reply.Status == http.StatusOK {
			t.Errorf("the token service as %q: %d %.200s", host, reply.Status, reply.Body)
		}
		token := fmt.Sprintf("GET /vm/%s/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/ HTTP/1.1\r\nHost: %s\r\nMetadata: true\r\nConnection: close\r\n\r\n",
			w.Handle(w.machine(w.a)), strings.Replace(host, port, metadataPort, 1))
		if reply, _ := exchange(t, w.World, false, token); reply.Status != http.StatusMisdirectedRequest && reply.Status != http.StatusBadRequest {
			t.Errorf("the metadata service as %q: %d %.200s", host, reply.Status, reply.Body)
		}
	}
	for _, host := range []string{"localhost" + port, "LOCALHOST" + port, "127.0.0.1" + port, "[::1]" + port, "localhost"} {
		request := fmt.Sprintf("GET %s?api-version=2021-04-01 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n", w.a, host, w.ann)
		if reply, _ := exchange(t, w.World, true, request); reply.Status != http.StatusOK {
			t.Errorf("Resource Manager as %q: %d %.200s", host, reply.Status, reply.Body)
		}
	}
}

// With StrictVersions only published api-versions are taken; without it any
// well-formed one from the oldest on.
func TestStrictVersions(t *testing.T) {
	t.Parallel()
	strict := startTwoGroups(t, func(c *server.Config) { c.StrictVersions = true })
	free := startTwoGroups(t, nil)
	for _, test := range []struct {
		path        func(w *twoGroups) string
		version     string
		strict, any int
	}{
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-06-01", http.StatusOK, http.StatusOK},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-06-02", http.StatusBadRequest, http.StatusOK},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-12-01", http.StatusBadRequest, http.StatusOK},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-06-01-preview", http.StatusBadRequest, http.StatusOK},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2099-12-31", http.StatusBadRequest, http.StatusOK},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2014-01-01", http.StatusBadRequest, http.StatusBadRequest},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-13-01", http.StatusBadRequest, http.StatusBadRequest},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-06-01T00", http.StatusBadRequest, http.StatusBadRequest},
		{func(w *twoGroups) string { return w.machine(w.a) }, "2018-06-01%00", http.StatusBadRequest, http.StatusBadRequest},
		{func(w *twoGroups) string { return w.machine(w.a) }, "'", http.StatusBadRequest, http.StatusBadRequest},
		{func(w *twoGroups) string { return w.a }, "2021-04-01", http.StatusOK, http.StatusOK},
		{func(w *twoGroups) string { return w.a }, "2021-04-02", http.StatusBadRequest, http.StatusOK},
		{func(w *twoGroups) string { return "/subscriptions" }, "2021-04-02", http.StatusBadRequest, http.StatusOK},
	} {
		for w, want := range map[*twoGroups]int{strict: test.strict, free: test.any} {
			reply := w.Do(http.MethodGet, test.path(w)+"?api-version="+test.version, nil)
			if reply.Status != want {
				t.Errorf("%s at %s, strict %v: %d %.200s, want %d", test.path(w), test.version, w == strict, reply.Status, reply.Body, want)
			}
			if reply.Status == http.StatusBadRequest {
				envelope(t, reply)
			}
		}
	}
}
