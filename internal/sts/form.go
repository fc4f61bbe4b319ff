package sts

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxForm is the largest body of a token request, in bytes.
const maxForm = 64 << 10

// form is the fields of a token request. Fields without a value are left out,
// as if they had not been sent.
type form map[string]string

// readForm reads the body. What has another content type has no fields, and so
// lacks the first that is needed, as in Entra.
func readForm(w http.ResponseWriter, r *http.Request) (form, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, missingField.error("grant_type")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, tooLarge.error(maxForm)
	}
	if err != nil {
		return nil, malformedRequest.error("The body ended early.")
	}
	return parseForm(string(body))
}

func parseForm(body string) (form, error) {
	fields := make(form)
	seen := make(map[string]bool)
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, malformedRequest.error("A field's name has a wrong escape.")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, malformedRequest.error("The value of '" + shown(name) + "' has a wrong escape.")
		}
		if seen[name] {
			return nil, repeatedField.error(shown(name))
		}
		seen[name] = true
		if value != "" {
			fields[name] = value
		}
	}
	return fields, nil
}

// need returns the field's value, or the error that it is missing.
func (f form) need(name string) (string, error) {
	if value, ok := f[name]; ok {
		return value, nil
	}
	return "", missingField.error(name)
}
