package servertest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// GraphToken signs an application in for Microsoft Graph.
func (w *World) GraphToken(clientID, clientSecret string) string {
	w.t.Helper()
	response, err := w.Client.PostForm(w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {clientSecret},
		"scope": {w.Environment.Graph + "/.default"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var body struct {
		AccessToken string `json:"access_token"`
	}
	text := w.read(response)
	if err := json.Unmarshal([]byte(text), &body); err != nil || body.AccessToken == "" {
		w.t.Fatalf("no token for Graph: %d %s", response.StatusCode, text)
	}
	return body.AccessToken
}

// Graph sends a request to Microsoft Graph as the administrator. path begins
// behind the version, such as "/users?$top=3"; its query need not be escaped. A
// body is as in Do.
func (w *World) Graph(method, path string, body any) Reply {
	w.t.Helper()
	return w.GraphAs(w.GraphToken(w.ClientID, w.ClientSecret), method, path, body)
}

// GraphAs is Graph with another token; "" sends none.
func (w *World) GraphAs(token, method, path string, body any, headers ...string) Reply {
	w.t.Helper()
	return w.As(token, method, w.Environment.Graph+"/v1.0"+escapeQuery(path), body, headers...)
}

// GraphMust is Graph that fails the test unless the answer's status is one of
// 200, 201 and 204.
func (w *World) GraphMust(method, path string, body any) Reply {
	w.t.Helper()
	reply := w.Graph(method, path, body)
	if reply.Status != http.StatusOK && reply.Status != http.StatusCreated && reply.Status != http.StatusNoContent {
		w.t.Fatalf("%s %s: %d %s", method, path, reply.Status, reply.Body)
	}
	return reply
}

// escapeQuery escapes what a query may not have as it is, and leaves what is
// escaped already.
func escapeQuery(path string) string {
	path, query, ok := strings.Cut(path, "?")
	if !ok {
		return path
	}
	return path + "?" + strings.NewReplacer(" ", "%20", `"`, "%22", "#", "%23", "<", "%3C", ">", "%3E").Replace(query)
}
