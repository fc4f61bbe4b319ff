package imds

import (
	"context"
	"net/http"
	"net/url"

	"github.com/azimuthid/azimuth/internal/httpkept"
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
	kept := httpkept.New()
	h.ServeHTTP(kept, r.WithContext(ctx))
	return kept.Status, kept.Body.Bytes()
}
