package azimuthtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/fault"
)

// The api-versions that are asked for.
const (
	groupVersion    = "2021-04-01"
	networkVersion  = "2023-11-01"
	computeVersion  = "2024-07-01"
	identityVersion = "2023-01-31"
	roleVersion     = "2022-04-01"
)

// RefusalError is an answer that is not 2xx.
type RefusalError struct {
	Method, URL string
	Status      int
	Body        string
}

// Error says what was asked and how it was answered.
func (e *RefusalError) Error() string {
	return fmt.Sprintf("%s %s: %d %s", e.Method, e.URL, e.Status, strings.TrimSpace(e.Body))
}

// Do sends a request to Resource Manager as the administrator, and reads the
// answer into a value; body and into may be nil. path is a resource id with a
// query that has the api-version. An answer that is not 2xx is a *RefusalError.
func (s *Server) Do(method, path string, body, into any) error {
	return s.callAs(ResourceManagerAudience, method, s.ResourceManager+path, body, into)
}

// DoGraph is Do for Microsoft Graph; path begins behind the version: "/groups".
func (s *Server) DoGraph(method, path string, body, into any) error {
	return s.callAs(GraphAudience, method, s.Graph+"/v1.0"+path, body, into)
}

// must does as the administrator what cannot fail unless the test is wrong.
func (s *Server) must(method, path, version string, body, into any) {
	s.t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	if err := s.Do(method, path+separator+"api-version="+version, body, into); err != nil {
		s.t.Fatal(err)
	}
}

// callAs calls with the administrator's token, and once more with a new one where
// the clock has gone past the old one's end.
func (s *Server) callAs(audience, method, address string, body, into any) error {
	for fresh := false; ; fresh = true {
		token, err := s.Administrator.cachedToken(audience, fresh)
		if err != nil {
			return err
		}
		err = s.call(token, method, address, body, into)
		if refused, ok := err.(*RefusalError); ok && refused.Status == http.StatusUnauthorized && !fresh { //nolint:errorlint // call wraps nothing
			continue
		}
		return err
	}
}

func (s *Server) call(token, method, address string, body, into any) error {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(context.Background(), method, address, content)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set(fault.ExemptHeader, "exempt")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return send(s.client, request, into)
}

// send sends a request and reads the answer into a value.
func send(client *http.Client, request *http.Request, into any) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // all that matters was read
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return &RefusalError{Method: request.Method, URL: request.URL.Redacted(), Status: response.StatusCode, Body: string(text)}
	}
	if into == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}
