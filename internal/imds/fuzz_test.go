package imds_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

// Whatever is asked, the answer is JSON and no fault of ours, and only a handle
// gets a token.
func FuzzRequest(f *testing.F) {
	w := newWorld(f)
	handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})
	for _, target := range []string{
		tokenURL, msiURL, "http://169.254.169.254" + tokenURL, "/vm/x" + tokenURL, "/vm/HANDLE" + tokenURL,
		"//metadata/identity/oauth2/token/?api-version=2018-02-01&resource=https://x&resource=%zz",
		"/metadata/identity/info?api-version=2018-02-01", "/metadata/versions", "/metadata/instance", "/vm//", "*", "http:opaque", "/%2F",
		"/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://x%00%ff&client_id=%22",
	} {
		f.Add("GET", target, "169.254.169.254", "Metadata: true")
		f.Add("GET", target, "127.0.0.1:8080", "X-IDENTITY-HEADER: HANDLE\r\nMetadata: true")
		f.Add("POST", target, "example.com", "secret: x\r\nOrigin: null")
	}
	f.Add("GET", "http://169.254.169.254"+tokenURL, "", "Metadata: true\r\nProxy-Authorization: Basic Og==")
	f.Add("CONNECT", "example.com:443", "example.com:443", "X-Forwarded-For: 1")

	f.Fuzz(func(t *testing.T, method, target, host, headers string) {
		text := method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n\r\n"
		known := strings.Contains(text, "HANDLE")
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.ReplaceAll(text, "HANDLE", handle))))
		if err != nil {
			return // net/http answers this one itself
		}
		got := w.do(r)
		if got.Code >= 500 {
			t.Errorf("status %d", got.Code)
		}
		body := got.Body.Bytes()
		if !json.Valid(body) {
			t.Errorf("body %q", body)
		}
		if !known && strings.Contains(string(body), "access_token\"") {
			t.Errorf("a token for nobody: %s", body)
		}
		if strings.Contains(string(body), handle) && !strings.Contains(target, "HANDLE") {
			t.Errorf("the handle is in the answer: %s", body)
		}
	})
}

// Whatever a machine sends as its consent, it is told that it is none, or that the
// event is not there; nothing else happens.
func FuzzStartRequests(f *testing.F) {
	for _, body := range []string{
		`{"StartRequests":[{"EventId":"C7061BAC-AFDC-4513-B24B-AA5F13A16123"}]}`, `{"StartRequests":[]}`, `{}`, `[]`, `{"StartRequests":[{"EventId":7}]}`,
		`{"startrequests":[{"eventid":"x"}]}`, `{"StartRequests":[null]}`, `{"StartRequests":[{"EventId":"x"}]} {}`, "\x00", `{"StartRequests":{"EventId":"x"}}`,
	} {
		f.Add(body)
	}
	w := newWorld(f)
	handle := w.machine("vm", identity.Assigned{System: &own})
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/vm/"+handle+"/metadata/scheduledevents?api-version=2020-07-01", strings.NewReader(body))
		r.Host = "169.254.169.254"
		r.Header.Set("Metadata", "true")
		got := w.do(r)
		if got.Code != http.StatusBadRequest || reply(t, got)["error"] != "bad_request" {
			t.Errorf("status %d: %s", got.Code, got.Body)
		}
	})
}
