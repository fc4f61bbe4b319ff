package imds

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// instance tells a machine of itself: the whole document, or what is at a path in it.
func (h *Handler) instance(w http.ResponseWriter, r *http.Request, at place) error {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	version := q["api-version"]
	if !instanceVersion(version) {
		return errVersion
	}
	format := strings.ToLower(q["format"])
	if format != "" && format != "json" && format != "text" {
		return errFormat
	}
	machine, err := h.machine(r.Context(), h.metadataCaller(r, at))
	if err != nil {
		return err
	}
	document, err := h.config.Instances.Describe(r.Context(), machine.ID)
	if errors.Is(err, resource.ErrNotFound) {
		return errIdentity // it went away just now
	}
	if err != nil {
		return err
	}
	node, ok := document.Tree(version).Find(segments(at.path, pathInstance))
	switch {
	case !ok:
		return errNoElement
	case format == "text":
		w.Header()["Content-Type"] = textType
		_, _ = w.Write([]byte(node.Text())) // nobody is left to tell
		return nil
	case node.IsLeaf():
		return errLeaf
	}
	text, err := node.MarshalJSON()
	if err != nil {
		return err
	}
	_, _ = w.Write(text) // nobody is left to tell
	return nil
}

var textType = []string{"text/plain; charset=utf-8"}

// segments are those of a path beneath a category.
func segments(path, category string) []string {
	rest := strings.Trim(strings.TrimPrefix(path, category), "/")
	if rest == "" {
		return nil
	}
	return strings.Split(rest, "/")
}

// instanceVersion reports whether the version is one of those that were published.
// MSAL reads the newest ones from the refusal of another.
func instanceVersion(version string) bool { return slices.Contains(versions, version) }
