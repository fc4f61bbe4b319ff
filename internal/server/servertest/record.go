package servertest

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// recordTo is the variable that names a file to which every exchange with Resource
// Manager is added, one JSON object a line, as the judge in test/judge reads it.
const recordTo = "AZIMUTH_RECORD"

// recorder adds lines to the file; several test programs may do so at once.
var recorder = sync.OnceValues(func() (*os.File, error) {
	path := os.Getenv(recordTo)
	if path == "" {
		return nil, nil //nolint:nilnil // no file is wanted
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
})

// exchange is a line of the file: a request and its answer in the form of live
// validation.
type exchange struct {
	ID       string `json:"id"` // the test, with what it asked
	Request  side   `json:"liveRequest"`
	Response answer `json:"liveResponse"`
}

type side struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    any               `json:"body,omitempty"`
}

type answer struct {
	Status  string            `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Body    any               `json:"body,omitempty"`
}

// record keeps an exchange, where a file is named and the request went to Resource Manager.
func (w *World) record(request *http.Request, sent string, reply Reply) {
	file, err := recorder()
	if err != nil {
		w.t.Fatal(err)
	}
	path, ours := strings.CutPrefix(request.URL.String(), w.ResourceManager)
	if file == nil || !ours {
		return
	}
	line, err := json.Marshal(exchange{
		ID:       name(w.t) + " " + request.Method + " " + path,
		Request:  side{request.Method, "https://management.azure.com" + path, first(request.Header), parsed(sent)},
		Response: answer{strconv.Itoa(reply.Status), first(reply.Header), parsed(reply.Body)},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := file.Write(append(line, '\n')); err != nil {
		w.t.Fatal(err)
	}
}

func name(t testing.TB) string { return strings.ReplaceAll(t.Name(), " ", "_") }

// first are a header's values, but for who asked.
func first(header http.Header) map[string]string {
	values := make(map[string]string, len(header))
	for name := range header {
		if name != "Authorization" {
			values[strings.ToLower(name)] = header.Get(name)
		}
	}
	return values
}

// parsed is a body as a tree; what is no JSON stays a text.
func parsed(body string) any {
	if body == "" {
		return nil
	}
	var tree any
	if json.Unmarshal([]byte(body), &tree) != nil {
		return body
	}
	return tree
}
