package portal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// asset is a file of the built page.
type asset struct {
	content []byte
	kind    string // media type
	etag    string
	// kept files have their content's hash in their name, and never change.
	kept bool
	// squeezed is the content under gzip, or nil where that gains nothing. It is
	// made when it is first wanted: a server that nobody looks at needs none.
	squeezed func() []byte
}

// leastSqueezed is the size in bytes below which compression gains nothing.
const leastSqueezed = 1024

func newAsset(name string, content []byte) *asset {
	sum := sha256.Sum256(content)
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".js" {
		kind = "text/javascript; charset=utf-8" // whatever the machine's own table says
	}
	return &asset{
		content: content, kind: kind, etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
		kept: strings.Contains(name, "/assets/"),
		squeezed: sync.OnceValue(func() []byte {
			if len(content) < leastSqueezed {
				return nil
			}
			var b bytes.Buffer
			w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
			if err != nil {
				panic(err) // the level is one of gzip's own
			}
			_, _ = w.Write(content) // a buffer takes everything
			_ = w.Close()
			if b.Len() >= len(content) {
				return nil
			}
			return b.Bytes()
		}),
	}
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Etag", a.etag)
	header.Set("Cache-Control", "no-cache")
	if a.kept {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	header.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := a.content
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if small := a.squeezed(); small != nil {
			content = small
			header.Set("Content-Encoding", "gzip")
		}
	}
	header.Set("Content-Type", a.kind)
	header.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // a browser that is gone needs no answer
	}
}
