package arm

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// etag is how the resource's present version is written in a header; "" where
// the type has none.
func (t *ResourceType) etag(record resource.Record) string {
	switch {
	case record.Etag == "":
		return ""
	case t.Etag == GUIDEtag:
		return `W/"` + record.Etag + `"`
	default:
		return `"` + record.Etag + `"`
	}
}

// NextEtag is a CounterEtag after one more write; "" is that of a new resource.
func NextEtag(etag string) string {
	count, _ := strconv.Atoi(etag)
	return strconv.Itoa(count + 1)
}

// showsEtag reports whether a version of the api shows etags.
func (t *ResourceType) showsEtag(v Version) bool {
	return t.Etag != NoEtag && !v.Before(t.EtagSince)
}

func (c *Call) withEtag(r *Response, record resource.Record) *Response {
	if c.Type.showsEtag(c.Version) {
		r.with("ETag", c.Type.etag(record))
	}
	return r
}

// checkMatch judges If-Match and If-None-Match of a write (RFC 9110, and the
// table of the resource provider contract).
func (w *Write) checkMatch() error { return checkMatch(w.Call, w.Old) }

func checkMatch(c *Call, old *resource.Record) error {
	current := ""
	if old != nil {
		current = c.Type.etag(*old)
	}
	if wanted := c.Request.Header.Values("If-Match"); len(wanted) > 0 && (old == nil || !matches(wanted, current)) {
		return failed("If-Match", wanted, current)
	}
	if refused := c.Request.Header.Values("If-None-Match"); len(refused) > 0 && old != nil && matches(refused, current) {
		return failed("If-None-Match", refused, current)
	}
	return nil
}

// matches compares weakly: clients repeat etags with and without the mark.
func matches(headers []string, current string) bool {
	return slices.ContainsFunc(headers, func(header string) bool {
		for tag := range strings.SplitSeq(header, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || current != "" && strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(current, "W/") {
				return true
			}
		}
		return false
	})
}

func failed(header string, sent []string, current string) error {
	if current == "" {
		current = "none"
	}
	return resource.Errorf(resource.KindPreconditionFailed, "PreconditionFailed", "The condition '%s' of the %s header is not satisfied; the present etag is '%s'.", strings.Join(sent, ", "), header, current)
}

// notModified answers a GET whose If-None-Match names the present version.
func (c *Call) notModified(record resource.Record) bool {
	sent := c.Request.Header.Values("If-None-Match")
	return len(sent) > 0 && c.Type.showsEtag(c.Version) && c.Request.Method == http.MethodGet && matches(sent, c.Type.etag(record))
}
