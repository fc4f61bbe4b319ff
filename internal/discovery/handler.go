package discovery

import (
	"encoding/json"
	"net/http"
	"strings"
)

const (
	pathEndpoints = "/metadata/endpoints"
	pathAliases   = "/metadata/imagealiases.json"
)

// Image is what a short name stands for, in the newest version.
type Image struct {
	Alias, System, Publisher, Offer, SKU, Architecture string
}

// Handler serves the documents. It may be used from many goroutines.
type Handler struct {
	// Cloud is the one that the client of a request is told of.
	Cloud  func(*http.Request) Cloud
	Images []Image
}

// Serves reports whether a path is one of ours, however its slashes and its case are.
func (h *Handler) Serves(path string) bool {
	at := normal(path)
	return at == pathEndpoints || at == pathAliases
}

func normal(path string) string {
	if len(path) > 64 { // none of ours is as long; most are others'
		return ""
	}
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	return "/" + strings.ToLower(strings.Join(segments, "/"))
}

// ServeHTTP answers one request, which may be anybody's: clients ask before they
// have a token.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		write(w, http.StatusMethodNotAllowed, failure("MethodNotAllowed", "The document can only be read."))
		return
	}
	if normal(r.URL.Path) == pathAliases {
		write(w, http.StatusOK, aliases(h.Images))
		return
	}
	h.endpoints(w, r)
}

// endpoints answers in the form that the api-version asks for. Azure Stack, whose
// tools ask for "1.0", has the first of them.
func (h *Handler) endpoints(w http.ResponseWriter, r *http.Request) {
	cloud := h.Cloud(r)
	switch version := r.URL.Query().Get("api-version"); {
	case version == "":
		write(w, http.StatusBadRequest, failure("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests."))
	case !plausible(version):
		write(w, http.StatusBadRequest, failure("InvalidApiVersionParameter", "The api-version is invalid. It must be a date, such as '2022-09-01'."))
	case version < "2018":
		write(w, http.StatusOK, cloud.early())
	case version < "2022":
		write(w, http.StatusOK, []document{cloud.document()})
	default:
		write(w, http.StatusOK, cloud.document())
	}
}

func plausible(version string) bool {
	if version == "1.0" {
		return true
	}
	date, _, _ := strings.Cut(version, "-preview")
	return len(date) == len("2006-01-02") && strings.Trim(date, "0123456789-") == ""
}

func failure(code, message string) any {
	return map[string]any{"error": map[string]string{"code": code, "message": message}}
}

func write(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic("discovery: a document of strings cannot be written: " + err.Error())
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that is gone needs no answer
}
