package portal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Path is the portal's address on the server.
const Path = "/portal"

// Settings are what the page must know before anybody has signed in. They are
// written into it.
type Settings struct {
	TenantID string `json:"tenantId"`
	// ClientID is the application as which users sign in to the portal.
	ClientID string `json:"clientId"`
	Domain   string `json:"domain"`
}

// Handler serves the page. It may be used from many goroutines.
type Handler struct {
	page     []byte // with the marks below in it
	built    bool
	assets   map[string]*asset // by path beneath the portal's address
	settings string
	sources  resource.Sources
}

// The marks in the page that each answer fills in.
const (
	markNonce    = "AZIMUTH_NONCE"
	markSettings = "AZIMUTH_SETTINGS"
)

// New reads the site, which is Site() but in tests.
func New(site fs.FS, settings Settings, sources resource.Sources) (*Handler, error) {
	text, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	h := &Handler{settings: html.EscapeString(string(text)), sources: sources, assets: make(map[string]*asset)}
	if h.page, err = fs.ReadFile(site, builtPage); err != nil {
		h.page, err = fs.ReadFile(site, unbuiltPage)
		return h, err
	}
	h.built = true
	err = fs.WalkDir(site, strings.TrimSuffix(builtFiles, "/"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == builtPage {
			return err
		}
		content, err := fs.ReadFile(site, name)
		if err != nil {
			return err
		}
		h.assets[strings.TrimPrefix(name, builtFiles)] = newAsset(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	return h, nil
}

// Built reports whether the program has the page.
func (h *Handler) Built() bool { return h.built }

// Serves reports whether a path is the portal's.
func Serves(path string) bool {
	rest, ok := strings.CutPrefix(path, Path)
	return ok && (rest == "" || rest[0] == '/')
}

// ServeHTTP answers with a file of the page where the path names one, and with
// the page for every other path: it reads from its address what it is to show.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	nonce := base64.RawURLEncoding.EncodeToString(h.sources.Bytes(16))
	protect(w.Header(), nonce)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "The portal is only read.", http.StatusMethodNotAllowed)
		return
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, Path), "/")
	if found, ok := h.assets[rest]; ok {
		found.serve(w, r)
		return
	}
	if strings.HasPrefix(rest, "assets/") {
		// A page of an older program asks for what this one does not have.
		http.NotFound(w, r)
		return
	}
	h.servePage(w, r, nonce)
}

func (h *Handler) servePage(w http.ResponseWriter, r *http.Request, nonce string) {
	page := bytes.ReplaceAll(h.page, []byte(markNonce), []byte(nonce))
	page = bytes.ReplaceAll(page, []byte(markSettings), []byte(h.settings))
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(len(page)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(page) // a browser that is gone needs no answer
	}
}
