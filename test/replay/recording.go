package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Exchange is one recorded request with its answer.
type Exchange struct {
	Index  int    `json:"i"`
	Method string `json:"method"`
	Host   string `json:"host"`
	// URL is the path with the query.
	URL string `json:"url"`
	// Body is the request's body; a JSON string holds a body that was not JSON.
	Body    json.RawMessage   `json:"body"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"` // by lower-case name
	// Response is the answer's body; nil for an empty one, {"omitted": bytes}
	// for one that was too large to keep.
	Response json.RawMessage `json:"response"`
}

// Recording is a file of exchanges in the order in which they happened.
type Recording struct {
	Name      string // of the file
	Exchanges []Exchange
}

// ReadFile reads a recording.
func ReadFile(path string) (Recording, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Recording{}, err
	}
	return Read(filepath.Base(path), text)
}

// Read reads a recording: JSON objects one after the other, one for each exchange.
func Read(name string, text []byte) (Recording, error) {
	r := Recording{Name: name}
	for objects := json.NewDecoder(bytes.NewReader(text)); ; {
		var e Exchange
		err := objects.Decode(&e)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && (e.Method == "" || e.Host == "" || !strings.HasPrefix(e.URL, "/")) {
			err = errors.New("an exchange needs a method, a host, and a url that begins with '/'")
		}
		if err != nil {
			return r, fmt.Errorf("%s: exchange %d: %w", name, len(r.Exchanges), err)
		}
		r.Exchanges = append(r.Exchanges, e)
	}
	if matchesAny(grouped, name) {
		slices.SortStableFunc(r.Exchanges, byDate)
		r.Exchanges = creationsFirst(r.Exchanges)
	}
	restoreVersions(r.Exchanges)
	restoreNames(r.Exchanges)
	return r, nil
}

// omitted reports whether the answer's body was too large to be recorded.
func (e Exchange) omitted() bool {
	var body map[string]json.RawMessage
	if json.Unmarshal(e.Response, &body) != nil {
		return false
	}
	_, ok := body["omitted"]
	return ok && len(body) == 1
}

// path is the URL without its query.
func (e Exchange) path() string {
	path, _, _ := strings.Cut(e.URL, "?")
	return path
}
