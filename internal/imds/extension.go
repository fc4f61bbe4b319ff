package imds

import (
	"io"
	"mime"
	"net/http"
)

var extensionAnswer = protocol{
	path:    pathExtension,
	version: func(string, teller) bool { return true }, // it has none
	write:   metadataBody,
}

// maxForm is the longest form that is read, in bytes.
const maxForm = 64 << 10

// answerExtension speaks the protocol of the virtual machine extension for managed
// identities, which Cloud Shell speaks too: what is asked is in the query or, where
// it is posted, in a form.
func (h *Handler) answerExtension(w http.ResponseWriter, r *http.Request, at place) error {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return errMethod
	}
	if !marked(r) {
		return errHeader
	}
	if h.stranger(r) {
		return errStranger
	}
	asked := r.URL.RawQuery
	if r.Method == http.MethodPost {
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/x-www-form-urlencoded" {
			return errForm
		}
		form, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
		if err != nil {
			return errForm
		}
		if asked != "" {
			asked += "&"
		}
		asked += string(form)
	}
	return h.answer(w, r, h.metadataCaller(r, at), asked, extensionAnswer)
}
