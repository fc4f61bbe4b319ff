package server_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const publicGraph = "https://graph.microsoft.com"

// behindProxy is the world as a program sees it that knows Azure's public hosts
// only, as the machine with the handle if there is one.
func behindProxy(t *testing.T, w *servertest.World, handle string) *servertest.World {
	t.Helper()
	at, err := url.Parse(w.Proxy)
	if err != nil {
		t.Fatal(err)
	}
	if handle != "" {
		at.User = url.User(handle)
	}
	client := w.NewClient()
	transport := client.Transport.(*http.Transport)
	transport.Proxy = http.ProxyURL(at)
	t.Cleanup(transport.CloseIdleConnections)
	other := *w
	other.Client = client
	other.Login, other.ResourceManager, other.Environment.Graph = "https://login.microsoftonline.com", "https://management.azure.com", publicGraph
	return &other
}

func TestPublicHostsBehindTheProxy(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.DenyOthers = true })
	public := behindProxy(t, w, "")
	token := public.Token(w.ClientID, w.ClientSecret)

	t.Run("the documents of the token service name its public hosts", func(t *testing.T) {
		t.Parallel()
		for _, host := range []string{"login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net", "westus.login.microsoft.com"} {
			got := public.As("", http.MethodGet, "https://"+host+"/"+w.TenantID+"/v2.0/.well-known/openid-configuration", nil)
			if got.Text("token_endpoint") != "https://"+host+"/"+w.TenantID+"/oauth2/v2.0/token" {
				t.Errorf("%s: %d %s", host, got.Status, got.Body)
			}
		}
		got := public.As("", http.MethodGet, public.Login+"/common/discovery/instance?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/common/oauth2/authorize", nil)
		if got.Status != http.StatusOK {
			t.Errorf("instance discovery: %d %s", got.Status, got.Body)
		}
	})
	t.Run("who signs in on another device finds our own page", func(t *testing.T) {
		t.Parallel()
		got := public.As("", http.MethodPost, public.Login+"/organizations/oauth2/v2.0/devicecode", "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&scope=https://management.azure.com/.default", "Content-Type", "application/x-www-form-urlencoded")
		if got.Text("verification_uri") != w.Login+"/devicelogin" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
	t.Run("addresses in answers are public", func(t *testing.T) {
		t.Parallel()
		group := w.Subscription() + "/resourceGroups/"
		for i := range 2 {
			public.As(token, http.MethodPut, fmt.Sprintf("%sg%d?api-version=2021-04-01", group, i), `{"location":"westus"}`)
		}
		got := public.As(token, http.MethodGet, w.Subscription()+"/resourceGroups?api-version=2021-04-01&$top=1", nil)
		if next := got.Text("nextLink"); !strings.HasPrefix(next, "https://management.azure.com/subscriptions/") {
			t.Errorf("%d %s", got.Status, got.Body)
		} else if second := public.As(token, http.MethodGet, next, nil); second.Text("value.0.name") != "g1" {
			t.Errorf("the second page: %d %s", second.Status, second.Body)
		}
	})
	t.Run("who has no token is sent to the public token service", func(t *testing.T) {
		t.Parallel()
		for address, want := range map[string]string{
			public.ResourceManager + "/subscriptions?api-version=2021-01-01": "https://login.windows.net/" + w.TenantID,
			publicGraph + "/v1.0/me": "https://login.microsoftonline.com/" + w.TenantID,
		} {
			got := public.As("", http.MethodGet, address, nil)
			if header := got.Header.Get("WWW-Authenticate"); got.Status != http.StatusUnauthorized || !strings.Contains(header, `authorization_uri="`+want) {
				t.Errorf("%s: %d %s", address, got.Status, header)
			}
		}
	})
	t.Run("Microsoft Graph", func(t *testing.T) {
		t.Parallel()
		got := public.As(public.GraphToken(w.ClientID, w.ClientSecret), http.MethodGet, publicGraph+"/v1.0/servicePrincipals?$filter=appId eq '"+w.ClientID+"'", nil)
		if got.Text("value.0.appId") != w.ClientID {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := public.As(token, http.MethodGet, publicGraph+"/v1.0/me", nil); got.Status != http.StatusUnauthorized {
			t.Errorf("a token for Resource Manager: %d", got.Status)
		}
	})
	t.Run("each host answers for itself alone", func(t *testing.T) {
		t.Parallel()
		for _, address := range []string{
			publicGraph + w.Subscription() + "/resourceGroups?api-version=2021-04-01",
			public.Login + w.Subscription() + "/resourceGroups?api-version=2021-04-01",
			public.ResourceManager + "/v1.0/me?api-version=2021-04-01",
			public.ResourceManager + "/" + w.TenantID + "/v2.0/.well-known/openid-configuration?api-version=2021-04-01",
			public.ResourceManager + "/healthz",
		} {
			if got := public.As(token, http.MethodGet, address, nil); got.Status < http.StatusBadRequest {
				t.Errorf("%s: %d %s", address, got.Status, got.Body)
			}
		}
	})
	t.Run("the public cloud's document", func(t *testing.T) {
		t.Parallel()
		got := public.As("", http.MethodGet, public.ResourceManager+"//metadata/endpoints?api-version=2022-09-01", nil)
		if got.Text("name") != "AzureCloud" || got.Text("authentication.loginEndpoint") != "https://login.microsoftonline.com" {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
	t.Run("other hosts are refused and counted", func(t *testing.T) {
		t.Parallel()
		other := httptest.NewTLSServer(http.NotFoundHandler())
		defer other.Close()
		client := *public
		client.Client = &http.Client{Transport: &http.Transport{Proxy: public.Client.Transport.(*http.Transport).Proxy, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13}}}
		// Go's client asks no proxy for a host on loopback, unless a name hides it.
		_, port, _ := strings.Cut(strings.TrimPrefix(other.URL, "https://"), ":")
		if _, err := client.Client.Get("https://elsewhere.azimuth.test:" + port); err == nil || !strings.Contains(err.Error(), "Forbidden") {
			t.Errorf("error %v", err)
		}
		if got := w.As("", http.MethodGet, w.Metadata+"/metrics", nil); !strings.Contains(got.Body, `azimuth_proxy_total{outcome="refused"} 1`) {
			t.Errorf("not counted: %s", got.Body)
		}
	})
}

func TestMachineBehindTheProxy(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	identity, made := userIdentity(w)
	public := behindProxy(t, w, machineOf(w, identity))
	got := public.As("", http.MethodGet, "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/", nil, "Metadata", "true")
	if got.Text("client_id") != made.Text("properties.clientId") {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	if got := public.As(got.Text("access_token"), http.MethodGet, "/subscriptions?api-version=2021-01-01", nil); got.Status != http.StatusOK {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	nobody := behindProxy(t, w, "")
	if got := nobody.As("", http.MethodGet, "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/", nil, "Metadata", "true"); got.Status != http.StatusBadRequest {
		t.Errorf("nobody: %d %s", got.Status, got.Body)
	}
}

// asked reads a document under the name of a host, or under the address's own for "".
func asked(t *testing.T, w *servertest.World, address, host string) servertest.Reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	response, err := w.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return servertest.Reply{Status: response.StatusCode, Body: string(body)}
}

func TestOwnCloudsDocument(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.Hosts = []string{"box.lan"} })
	port := w.ResourceManager[strings.LastIndex(w.ResourceManager, ":"):]
	for _, c := range []struct{ name, address, host, manager, graph string }{
		{"with TLS", w.ResourceManager, "", w.ResourceManager, w.Environment.Graph},
		{"under another name", "https://localhost" + port, "", w.ResourceManager, w.Environment.Graph},
		{"without TLS", w.Metadata, "", w.ResourceManager, w.Environment.Graph},
		{"under a name of ours", w.ResourceManager, "box.lan" + port, "https://box.lan" + port, "https://box.lan" + port + "/graph"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := asked(t, w, c.address+"/metadata/endpoints?api-version=2022-09-01", c.host)
			if got.Text("resourceManager") != c.manager+"/" || got.Text("microsoftGraphResourceId") != c.graph+"/" || got.Text("authentication.loginEndpoint") != c.manager+"/adfs/aad" || got.Text("name") != "Azimuth" {
				t.Errorf("%d %s", got.Status, got.Body)
			}
			aliases := w.As("", http.MethodGet, strings.Replace(got.Text("vmImageAliasDoc"), "box.lan", "127.0.0.1", 1), nil)
			if aliases.Text("outputs.aliases.value.Windows.Win2016Datacenter.sku") != "2016-Datacenter" {
				t.Errorf("the document of short names: %d %s", aliases.Status, aliases.Body)
			}
		})
	}
	for _, scope := range []string{w.ResourceManager, w.Environment.Graph} {
		if got := login(t, w, url.Values{"client_id": {w.ClientID}, "client_secret": {w.ClientSecret}, "scope": {scope + "//.default"}}); got.Status != http.StatusOK {
			t.Errorf("a token for %s: %d %s", scope, got.Status, got.Body)
		}
	}
}
