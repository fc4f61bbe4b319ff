package imds

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
	"github.com/azimuthid/azimuth/internal/token"
)

// Machines finds machines by their handles; identity.Machines is one.
type Machines interface {
	// ByHandle returns the machine that a handle names; false where there is none,
	// with identity.ErrOff where it is off.
	ByHandle(ctx context.Context, handle string) (identity.Machine, bool, error)
	// Generation changes whenever an answer of ByHandle may.
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

// Events tell machines what is going to happen to them; scheduledevents.Book does.
type Events interface {
	// Ask is what a machine is told, or resource.ErrNotFound.
	Ask(ctx context.Context, machine resource.ID) (scheduledevents.Board, error)
	// Approve lets events start, or none where one is scheduledevents.ErrUnknown.
	Approve(ctx context.Context, machine resource.ID, ids []string) error
}

// Config is what a Handler needs. All members but Hosts must be set.
type Config struct {
	TenantID string
	// Hosts are the values of the Host header, beside 169.254.169.254, under
	// which the service is reached without a proxy, such as "127.0.0.1:8080".
	Hosts    []string
	Machines Machines
	// Instances tell of machines.
	Instances Instances
	// Events tell machines what is going to happen to them.
	Events Events
	Tokens Tokens
	// Certificate is what attested documents are signed with: one for the names of
	// the metadata service.
	Certificate func() (*tls.Certificate, error)
	// Principal returns the living service principal with an object id.
	Principal func(objectID string) (directory.ServicePrincipal, bool)
	// KnownAudience reports whether the tenant issues tokens for an audience.
	KnownAudience func(ctx context.Context, audience string) (bool, error)
	Sources       resource.Sources
	Log           *slog.Logger
}

// Handler is the metadata service. It may be used from many goroutines.
type Handler struct {
	config  Config
	hosts   map[string]bool // in lower case
	answers answers
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
	if r.Method != http.MethodGet && (r.Method != http.MethodPost || at.path != pathEvents) {
		return errMethod
	}
	if metadata && !marked(r) {
		return errHeader
	}
	if at.path == pathAppService {
		return h.answerAppService(w, r)
	}
	c := metadataCaller(r, at)
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
	case pathEvents:
		return h.events(w, r, c)
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
