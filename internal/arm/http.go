package arm

import (
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Handler serves an Engine over HTTP.
type Handler struct {
	Engine *Engine
	// Origin is the address at which the client of a request reaches us, such as
	// "https://127.0.0.1:8443".
	Origin func(*http.Request) string
	// Login is the address at which the client of a request gets its tokens.
	Login func(*http.Request) string
	// MaxBody is the largest body that is read, in bytes.
	MaxBody int64
	// BodyTime is how long a body may take to arrive.
	BodyTime time.Duration
	Log      *slog.Logger
}

// ServeHTTP answers one request. It never redirects.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request := &Request{
		Method: r.Method,
		Path:   r.URL.EscapedPath(),
		Query:  r.URL.Query(),
		Header: r.Header,
		Origin: h.Origin(r),
		ID:     h.Engine.Sources.Next("request", r.Method+" "+r.URL.Path).NewGUID(),
	}
	h.commonHeaders(w.Header(), r, request)
	body, err := h.readBody(w, r)
	var response *Response
	if err == nil {
		request.Body = body
		response, err = h.Engine.Do(r.Context(), request)
	}
	if err != nil {
		response = h.failed(r, request, err)
	}
	header := w.Header()
	maps.Copy(header, response.Header)
	maps.Copy(header, request.Counted)
	if response.Body != nil {
		header["Content-Type"] = jsonContent
	}
	if response.Status != http.StatusNoContent && response.Status != http.StatusNotModified {
		header.Set("Content-Length", strconv.Itoa(len(response.Body)))
	}
	w.WriteHeader(response.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(response.Body) // a client that is gone needs no answer
	}
}

var jsonContent = []string{"application/json; charset=utf-8"}

// fixedHeaders are the same on every answer; nobody changes their values.
var fixedHeaders = http.Header{
	"Cache-Control":             {"no-cache"},
	"Pragma":                    {"no-cache"},
	"Expires":                   {"-1"},
	"Strict-Transport-Security": {"max-age=31536000; includeSubDomains"},
	"X-Content-Type-Options":    {"nosniff"},
}

// commonHeaders are the headers that Resource Manager puts on every answer.
func (h *Handler) commonHeaders(header http.Header, r *http.Request, request *Request) {
	correlation := r.Header.Get("X-Ms-Correlation-Request-Id")
	if !resource.IsGUID(correlation) {
		correlation = request.ID
	}
	now := h.Engine.Sources.Now().UTC().Format("20060102T150405Z")
	maps.Copy(header, fixedHeaders)
	header["X-Ms-Request-Id"] = []string{request.ID}
	header["X-Ms-Correlation-Request-Id"] = []string{correlation}
	header["X-Ms-Routing-Request-Id"] = []string{"LOCAL:" + now + ":" + correlation}
	if client := r.Header.Get("X-Ms-Client-Request-Id"); client != "" && equalFold(r.Header.Get("X-Ms-Return-Client-Request-Id"), "true") {
		header["X-Ms-Client-Request-Id"] = []string{client}
	}
}

// readBody reads the request's body within the limits of size and time.
func (h *Handler) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(h.BodyTime)) // the network's clock, not ours; a test's recorder has none
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBody))
	if err == nil {
		_ = control.SetReadDeadline(time.Time{})
		return body, nil
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, resource.Errorf(resource.KindTooLarge, "RequestContentTooLarge", "The request content size exceeds the maximum size of '%d KB'.", h.MaxBody/1024)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, resource.Errorf(resource.KindTimeout, "RequestTimeout", "The request content did not arrive within %s.", h.BodyTime)
	}
	return nil, resource.Invalid("InvalidRequestContent", "The request content could not be read.")
}

// failed is the answer to a request that came to an error.
func (h *Handler) failed(r *http.Request, request *Request, err error) *Response {
	e := resource.AsError(err)
	if e.Kind == resource.KindInternal {
		h.Log.Error("resource manager failed", "method", r.Method, "path", r.URL.Path, "request", request.ID, "error", err)
	}
	response := JSON(httpstatus.Of(e.Kind), map[string]any{"error": ErrorBody(e)})
	response.with("X-Ms-Failure-Cause", "gateway")
	if e.Kind == resource.KindUnauthenticated {
		response.with("WWW-Authenticate", authenticateHeader(h.Login(r)+"/"+h.Engine.Identity.TenantID, err))
	}
	return response
}

// ErrorBody is an error in the form in which answers show it.
func ErrorBody(e *resource.Error) map[string]any {
	shown := map[string]any{"code": e.Code, "message": e.Message}
	if e.Target != "" {
		shown["target"] = e.Target
	}
	if len(e.Details) > 0 {
		details := make([]any, len(e.Details))
		for i := range e.Details {
			details[i] = ErrorBody(&e.Details[i])
		}
		shown["details"] = details
	}
	if len(e.Info) > 0 {
		info := make([]any, len(e.Info))
		for i, one := range e.Info {
			info[i] = map[string]any{"type": one.Type, "info": one.Info}
		}
		shown["additionalInfo"] = info
	}
	return shown
}

// Refuse answers a request that Resource Manager is not asked to carry out, with
// an error in its form.
func Refuse(w http.ResponseWriter, e *resource.Error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(httpstatus.Of(e.Kind))
	_, _ = w.Write(document.Write(map[string]any{"error": ErrorBody(e)}))
}
