package graph

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/throttle"
	"github.com/azimuthid/azimuth/internal/token"
)

// Access decides what callers may do in Resource Manager; rbac.Authorizer does.
type Access interface {
	// Allowed reports whether the principal may perform the action at the scope.
	Allowed(principalID string, groups []string, action string, scope resource.ID) bool
}

// Config is what a Handler needs. All members but Limits must be set.
type Config struct {
	// Origin is the address at which the client of a request reaches us, such as
	// "https://localhost:8443".
	Origin func(*http.Request) string
	// Login is the address at which the client of a request gets its tokens.
	Login    func(*http.Request) string
	TenantID string
	// Domain is the tenant's domain.
	Domain     string
	Store      resource.Store
	Principals *directory.View
	Access     Access
	Verifier   *token.Verifier
	Audiences  *token.Audiences
	// Limits counts requests and refuses those that are too many; nil counts none.
	Limits *throttle.Counter
	// BodyTime is how long a body may take to arrive.
	BodyTime time.Duration
	Sources  resource.Sources
	Log      *slog.Logger
}

// Handler is Microsoft Graph. It may be used from many goroutines.
type Handler struct {
	config    Config
	directory directory.Directory
}

// New makes a Handler.
func New(config Config) *Handler {
	return &Handler{config: config, directory: directory.Directory{Store: config.Store, Sources: config.Sources}}
}

// The address of Graph on hosts that serve other things too, and the host that
// is Graph's own: clients tell the audience of a request from its address.
const (
	sharedPrefix = "/graph"
	ownHost      = "localhost"
)

// Serves reports whether a request is for Graph: everything under /graph, and
// under the versions of Graph on the host localhost.
func (h *Handler) Serves(r *http.Request) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
	if strings.EqualFold("/"+first, sharedPrefix) {
		return true
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(host, ownHost) && (strings.EqualFold(first, version) || strings.EqualFold(first, "beta"))
}

// exchange is one request on its way to an answer.
type exchange struct {
	*Handler
	request *http.Request
	writer  http.ResponseWriter
	id      string // of the request, a GUID
	// root is the address of the service, without the version.
	root string
	// path are the segments behind the version, and keys those of them that
	// stand in the place of "{id}" in the route.
	path   []segment
	keys   []segment
	caller caller
}

// reply is what a handler answers; a reply without a body is 204.
type reply struct {
	status   int
	location string
	body     any
}

var noContent = &reply{status: http.StatusNoContent}

// jsonContent is Graph's media type, with the parameters that it has for the
// amount of metadata that we send.
const jsonContent = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

// ServeHTTP answers one request. It never redirects.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := h.begin(w, r)
	answer, err := x.answer()
	if err != nil {
		x.fail(err)
		return
	}
	if answer.location != "" {
		w.Header().Set("Location", answer.location)
	}
	x.write(answer.status, answer.body)
}

// begin starts an answer and sets the headers that all of Graph's have.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{Handler: h, request: r, writer: w, id: h.config.Sources.Next("graph", r.Method+" "+r.URL.Path).NewGUID()}
	header := w.Header()
	header.Set("Cache-Control", "no-cache")
	header.Set("Strict-Transport-Security", "max-age=31536000")
	header.Set("request-id", x.id)
	header.Set("client-request-id", x.clientID())
	header.Set("OData-Version", "4.0")
	return x
}

func (x *exchange) write(status int, body any) {
	if body == nil {
		x.writer.WriteHeader(status)
		return
	}
	x.writer.Header().Set("Content-Type", jsonContent)
	x.writer.WriteHeader(status)
	_, _ = x.writer.Write(document.Write(body)) // a client that is gone needs no answer
}

// clientID is the id that the client gave the request, else ours.
func (x *exchange) clientID() string {
	if id := x.request.Header.Get("client-request-id"); resource.IsGUID(id) {
		return id
	}
	return x.id
}

func (x *exchange) answer() (*reply, error) {
	var err error
	if x.caller, err = x.authenticate(); err != nil {
		return nil, err
	}
	if err := x.locate(); err != nil {
		return nil, err
	}
	if err := x.count(); err != nil {
		return nil, err
	}
	found, err := x.route()
	if err != nil {
		return nil, err
	}
	if found.writes {
		if err := x.mayWrite(); err != nil {
			return nil, err
		}
	}
	return found.do(x)
}

// maxBody is the largest body, in bytes; a list of a thousand ids has 40 kB.
const maxBody = 1 << 20

// body reads the request's body, which must be a JSON object.
func (x *exchange) body() (map[string]any, error) {
	control := http.NewResponseController(x.writer)
	_ = control.SetReadDeadline(time.Now().Add(x.config.BodyTime)) // the network's clock, not ours; a test's recorder has none
	text, err := io.ReadAll(http.MaxBytesReader(x.writer, x.request.Body, maxBody))
	if err != nil {
		return nil, bodyError(err)
	}
	_ = control.SetReadDeadline(time.Time{})
	if len(text) == 0 {
		return nil, resource.Invalid("BadRequest", "Empty Payload. JSON content expected.")
	}
	value, err := document.Read(text)
	members, ok := value.(map[string]any)
	if err != nil || !ok {
		return nil, resource.Invalid("BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
	}
	return members, nil
}

func bodyError(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return resource.Errorf(resource.KindTooLarge, "RequestEntityTooLarge", "The request content size exceeds the maximum size of %d KB.", maxBody/1024)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return resource.Errorf(resource.KindTimeout, "RequestTimeout", "The request content did not arrive in time.")
	}
	return resource.Invalid("BadRequest", "The request content could not be read.")
}
