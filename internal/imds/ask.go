package imds

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
)

// Ask is what the service answers the machine with this handle when it asks for
// a token: the status and the JSON body. It goes the way of every request. The
// query has what the machine would send, such as "resource".
func (h *Handler) Ask(ctx context.Context, handle string, query url.Values) (status int, body []byte) {
	r := &http.Request{
		Method: http.MethodGet, Host: address, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody, RemoteAddr: inside,
		URL:    &url.URL{Path: "/vm/" + handle + pathToken, RawQuery: query.Encode()},
		Header: http.Header{"Metadata": {"true"}},
	}
	w := &answer{header: make(http.Header), status: http.StatusOK}
	h.ServeHTTP(w, r.WithContext(ctx))
	return w.status, w.body.Bytes()
}

// answer keeps what the service writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header            { return a.header }
func (a *answer) WriteHeader(status int)         { a.status = status }
func (a *answer) Write(text []byte) (int, error) { return a.body.Write(text) }
