package imds

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/imds/machinemap"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Machines finds machines by their handles and ids; identity.Machines is one.
type Machines interface {
	// ByHandle returns the machine that a handle names; false where there is none,
	// with identity.ErrOff where it is off.
	ByHandle(ctx context.Context, handle string) (identity.Machine, bool, error)
	// ByID is ByHandle for who is known to be the machine with an id.
	ByID(ctx context.Context, id resource.ID) (identity.Machine, bool, error)
	// Generation changes whenever an answer of ByHandle or ByID may.
	Generation() uint64
}

// Tokens issues tokens; token.Issuer does.
type Tokens interface {
	Issue(g token.Grant) (token.Token, error)
}

// Instances tell of machines; instance.Source does.
type Instances interface {
	// Describe tells of the machine with an id, or returns resource.ErrNotFound.
	Describe(ctx context.Context, id resource.ID) (instance.Document, error)
}

// Config is what a Handler needs. All members but Hosts, Map and Unknown must be set.
type Config struct {
	TenantID string
	// Hosts are the values of the Host header, beside 169.254.169.254, under
	// which the service is reached without a proxy, such as "127.0.0.1:8080".
	Hosts    []string
	Machines Machines
	// Map tells machines by the addresses from which they ask. With one that is not
	// empty, nobody else gets anything but programs on the server's own machine.
	Map machinemap.Map
	// Instances tell of machines.
	Instances Instances
	Tokens    Tokens
	// Certificate is what attested documents are signed with: one for the names of
	// the metadata service.
	Certificate func() (*tls.Certificate, error)
	// Principal returns the living service principal with an object id.
	Principal func(objectID string) (directory.ServicePrincipal, bool)
	// KnownAudience reports whether the tenant issues tokens for an audience.
	KnownAudience func(ctx context.Context, audience string) (bool, error)
	// Unknown reports whether the service is not to know an identity of a machine
	// yet, by the object id of its principal; nil for never.
	Unknown func(m identity.Machine, principalID string) bool
	Sources resource.Sources
	Log     *slog.Logger
}

// Handler is the metadata service. It may be used from many goroutines.
type Handler struct {
	config  Config
	hosts   map[string]bool // in lower case
	answers answers
	// forgotten counts how often all prepared answers were given up.
	forgotten atomic.Uint64
}

// New makes the service. The server that it stands in must not redirect or
// rewrite paths before it: clients send doubled and trailing slashes and follow
// no redirects.
func New(config Config) *Handler {
	h := &Handler{config: config, hosts: map[string]bool{address: true, address + ":80": true}}
	for _, host := range config.Hosts {
		h.hosts[strings.ToLower(host)] = true
	}
	return h
}

// Forget gives up all prepared answers: the issuer is asked anew for each.
func (h *Handler) Forget() { h.forgotten.Add(1) }

// generation changes whenever a prepared answer may not be good any more.
func (h *Handler) generation() uint64 { return h.config.Machines.Generation() + h.forgotten.Load() }

// Header values, shared by all responses. The server's name must contain "IMDS":
// MSAL for .NET looks for it.
var (
	serverName  = []string{"IMDS/150.870.65.0"}
	contentType = []string{"application/json; charset=utf-8"}
)

// ServeHTTP answers one request of a machine.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header["Server"] = serverName
	header["Content-Type"] = contentType
	place := locate(r.URL.Path)
	if err := h.serve(w, r, place); err != nil {
		h.fail(w, r, place, err)
	}
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request, at place) error {
	if err := h.admit(r); err != nil {
		return err
	}
	if absent(at.path) {
		return errNotServed
	}
	metadata := at.path == "/metadata" || strings.HasPrefix(at.path, "/metadata/")
	if at.path == pathExtension {
		return h.answerExtension(w, r, at)
	}
	if !metadata && at.path != pathAppService {
		return errNoSuchPath
	}
	if r.Method != http.MethodGet {
		return errMethod
	}
	if metadata && !marked(r) {
		return errHeader
	}
	if h.stranger(r) {
		return errStranger
	}
	if at.path == pathAppService {
		return h.answerAppService(w, r)
	}
	c := h.metadataCaller(r, at)
	if at.path == pathToken || at.path == pathInfo {
		if challenged(r, c) {
			return errProxyUser
		}
	}
	if at.path == pathToken {
		return h.answer(w, r, c, r.URL.RawQuery, metadataAnswer)
	}
	if err := h.present(r.Context(), w, c); err != nil {
		return err
	}
	switch at.path {
	case pathInfo:
		return h.info(w, r, c)
	case pathVersions:
		return h.versions(w)
	case pathAttested:
		return h.attest(w, r, at)
	}
	if at.path == pathInstance || strings.HasPrefix(at.path, pathInstance+"/") {
		return h.instance(w, r, at)
	}
	return errNoSuchPath
}

// marked reports whether the request carries the header that a confused proxy
// or a form in a browser would not send.
func marked(r *http.Request) bool {
	values := r.Header["Metadata"]
	return len(values) == 1 && values[0] == "true"
}
