package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/discovery"
	"github.com/azimuthid/azimuth/internal/proxy"
)

// Azure's public hosts that the forward proxy stands in for.
const (
	publicManager = "management.azure.com"
	publicGraph   = "graph.microsoft.com"
)

// publicLogins are the names of the token service: the first is what clients
// use now, the others what they used before, or for an authority of version 1.
var publicLogins = []string{"login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net"}

// PublicHosts are the public hosts of Azure, each with all names beneath it, that a
// server stands in for.
func PublicHosts() []string { return append([]string{publicManager, publicGraph}, publicLogins...) }

// attestation gives the certificate with which attested documents are signed.
func (s *Server) attestation() func() (*tls.Certificate, error) {
	config := s.authority.TLSConfig([]string{"metadata.azure.com", "*.metadata.azure.com"})
	return func() (*tls.Certificate, error) { return config.GetCertificate(nil) }
}

// tunnelIdle is how long a tunnel to a host that we do not stand in for may be silent.
const tunnelIdle = 10 * time.Minute

// newProxy makes the forward proxy over the front ends.
func (s *Server) newProxy(m Meter, manager, login, objects, local http.Handler) *proxy.Proxy {
	hosts := map[string]http.Handler{publicManager: manager, publicGraph: objects}
	for _, name := range publicLogins {
		hosts[name] = login
	}
	return proxy.New(proxy.Config{
		Hosts: hosts, TLS: s.authority.TLSConfig, Local: local,
		Plain: metadataHosts(s.metadata), Secure: s.secureHosts(),
		DenyOthers: s.config.DenyOthers, Idle: tunnelIdle, Server: s.httpServer, Count: m.CountProxy, Log: s.config.Log,
	})
}

// secureHosts are the addresses, "host:port", under which clients reach us with TLS.
func (s *Server) secureHosts() []string {
	port, names := portOf(s.https), slices.Concat(loopbackNames, s.config.Hosts)
	all := make([]string, 0, 1+len(names))
	all = append(all, strings.ToLower(clientHost(s.https)))
	for _, name := range names {
		all = append(all, net.JoinHostPort(strings.ToLower(name), port))
	}
	return all
}

// loopbackNames are the hosts under which programs on this machine reach us.
var loopbackNames = []string{"localhost", "127.0.0.1", "::1"}

// documents serve what tells clients where everything is.
func (s *Server) documents() *discovery.Handler {
	known := catalogue.Aliases()
	images := make([]discovery.Image, len(known))
	for i, a := range known {
		images[i] = discovery.Image{Alias: a.Name, System: a.System, Publisher: a.Publisher, Offer: a.Offer, SKU: a.SKU, Architecture: "x64"}
	}
	return &discovery.Handler{Cloud: s.cloud, Images: images}
}

// cloud is the one that the client of a request is told of: the public one where
// it asked for that, else our own, under the name by which it knows us.
func (s *Server) cloud(r *http.Request) discovery.Cloud {
	host := hostOf(r)
	if isPublic(host, publicManager) {
		return discovery.Public()
	}
	env := s.Environment()
	c := discovery.Cloud{
		Name: cloudName, ResourceManager: env.ResourceManager, Graph: env.Graph, Portal: env.Portal,
		// Nobody has such names: what holds data is not served, and no token of
		// ours is to go to the real services.
		Suffixes: discovery.Suffixes{
			Storage: "core." + tenantDomain, SQLServer: "database." + tenantDomain, KeyVault: "vault." + tenantDomain,
			ContainerRegistry: "azurecr." + tenantDomain, ManagedHSM: "managedhsm." + tenantDomain,
		},
	}
	if slices.ContainsFunc(s.config.Hosts, func(name string) bool { return strings.EqualFold(name, host) }) {
		c.ResourceManager = "https://" + net.JoinHostPort(host, portOf(s.https))
		c.Graph, c.Portal = c.ResourceManager+"/graph", c.ResourceManager
	}
	// MSAL asks Microsoft's own host about an authority that it does not know,
	// unless its path begins with adfs.
	c.Login = c.ResourceManager + "/adfs/aad"
	return c
}

// cloudName is what az calls our cloud. It must not be AzureCloud, whose
// addresses az believes to know.
const cloudName = "Azimuth"

// withDocuments answers what is asked for without signing in, and leaves the rest to next.
func withDocuments(documents *discovery.Handler, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if documents.Serves(r.URL.Path) {
			documents.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf is the host that a request is for, in lower case and without its port.
func hostOf(r *http.Request) string {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// isPublic reports whether a host is a public one of Azure, or beneath it.
func isPublic(host, public string) bool {
	return host == public || strings.HasSuffix(host, "."+public)
}

// pages is where a browser finds the pages that people sign in on, for the client
// of a request: at our own address, also for one behind the proxy, where browsers
// seldom are.
func (s *Server) pages(r *http.Request) string {
	host := hostOf(r)
	if slices.ContainsFunc(publicLogins, func(public string) bool { return isPublic(host, public) }) {
		return s.Environment().Login
	}
	return origin(r)
}

// loginOrigin is where the client of a request gets its tokens: behind the proxy
// where Azure sends the clients of the host, else at our own address.
func loginOrigin(r *http.Request) string {
	switch host := hostOf(r); {
	case isPublic(host, publicManager):
		return "https://login.windows.net"
	case isPublic(host, publicGraph):
		return "https://" + publicLogins[0]
	}
	return origin(r)
}
