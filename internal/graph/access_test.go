package graph_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	good := w.GraphToken(w.ClientID, w.ClientSecret)
	manager := w.Token(w.ClientID, w.ClientSecret)
	for name, c := range map[string]struct {
		token   string
		status  int
		message string
	}{
		"Graph's":            {good, http.StatusOK, ""},
		"none":               {"", http.StatusUnauthorized, "Access token is empty."},
		"Resource Manager's": {manager, http.StatusUnauthorized, "Access token validation failure. Invalid audience."},
		"not a token":        {"x", http.StatusUnauthorized, "CompactToken parsing failed with error code: 80049217"},
		"another signature":  {good[:len(good)-8] + "AAAAAAAA", http.StatusUnauthorized, "Signing key is invalid."},
	} {
		reply := w.GraphAs(c.token, http.MethodGet, "/users", nil)
		if reply.Status != c.status || reply.Text("error.message") != c.message {
			t.Errorf("%s: %d %s", name, reply.Status, reply.Body)
		}
		if c.status == http.StatusUnauthorized && (reply.Text("error.code") != "InvalidAuthenticationToken" || reply.Header.Get("WWW-Authenticate") == "") {
			t.Errorf("%s: %v %s", name, reply.Header, reply.Body)
		}
	}
	if reply := w.As(good, http.MethodGet, "/subscriptions?api-version=2021-01-01", nil); reply.Status != http.StatusUnauthorized {
		t.Errorf("Resource Manager takes Graph's token: %d", reply.Status)
	}
	w.Clock.Advance(48 * 3600e9)
	if reply := w.GraphAs(good, http.MethodGet, "/users", nil); reply.Text("error.message") != "Lifetime validation failed, the token is expired." {
		t.Errorf("two days later: %d %s", reply.Status, reply.Body)
	}
}

// TestErrorForm holds an error to the form in which Graph writes them.
func TestErrorForm(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	client := "ABCDEF00-0000-4000-8000-000000000001"
	reply := w.GraphAs("", http.MethodGet, "/users", nil, "client-request-id", client)
	id := reply.Header.Get("request-id")
	if !resource.IsGUID(id) {
		t.Errorf("the request's id is %q", id)
	}
	date := reply.Text("error.innerError.date")
	if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`).MatchString(date) {
		t.Errorf("the date is %q", date)
	}
	want := map[string]any{"error": map[string]any{
		"code": "InvalidAuthenticationToken", "message": "Access token is empty.",
		"innerError": map[string]any{"date": date, "request-id": id, "client-request-id": client},
	}}
	if diff := cmp.Diff(want, reply.JSON()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWhoMayWrite lets every principal read, and those write who may give roles
// at the root.
func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	_, appID, secret := application(t, w, "app")
	token := w.GraphToken(appID, secret)
	id := user(w, "ann")
	principal := w.GraphMust(http.MethodGet, "/servicePrincipals(appId='"+appID+"')", nil).Text("id")
	requests := []struct{ method, path, body string }{
		{http.MethodPatch, "/users/" + id, `{"jobTitle":"x"}`},
		{http.MethodPost, "/groups", `{}`},
		{http.MethodPost, "/applications/x/addPassword", `{}`},
		{http.MethodPost, "/groups/x/members/$ref", `{}`},
		{http.MethodDelete, "/users/" + id, ""},
	}
	for _, r := range requests {
		reply := w.GraphAs(token, r.method, r.path, r.body)
		if reply.Status != http.StatusForbidden || reply.Text("error.code") != "Authorization_RequestDenied" || reply.Text("error.message") != "Insufficient privileges to complete the operation." {
			t.Errorf("%s %s: %d %s", r.method, r.path, reply.Status, reply.Body)
		}
	}
	for _, path := range []string{"/users/" + id, "/groups", "/me", "/directoryObjects/" + id} {
		if reply := w.GraphAs(token, http.MethodGet, path, nil); reply.Status != http.StatusOK {
			t.Errorf("GET %s: %d", path, reply.Status)
		}
	}
	if reply := w.GraphAs(token, http.MethodPost, "/directoryObjects/getByIds", `{"ids":["`+id+`"]}`); reply.Status != http.StatusOK {
		t.Errorf("getByIds: %d %s", reply.Status, reply.Body)
	}
	if reply := assign(w, w.Subscription(), anID, owner, principal); reply.Status != http.StatusCreated {
		t.Fatal(reply.Body)
	}
	if reply := w.GraphAs(token, http.MethodPatch, "/users/"+id, `{"jobTitle":"x"}`); reply.Status != http.StatusForbidden {
		t.Errorf("as Owner of a subscription: %d", reply.Status)
	}
	admins := group(w, "admins")
	join(w, admins, principal)
	if reply := assign(w, "", strings.Replace(anID, "a", "b", 1), owner, admins); reply.Status != http.StatusCreated {
		t.Fatal(reply.Body)
	}
	if reply := w.GraphAs(token, http.MethodPatch, "/users/"+id, `{"jobTitle":"x"}`); reply.Status != http.StatusNoContent {
		t.Errorf("as Owner of all, through a group: %d %s", reply.Status, reply.Body)
	}
	w.GraphMust(http.MethodDelete, "/servicePrincipals/"+principal, nil)
	if reply := w.GraphAs(token, http.MethodGet, "/users", nil); reply.Status != http.StatusUnauthorized {
		t.Errorf("after its end: %d", reply.Status)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id := user(w, "ann")
	token := w.GraphToken(w.ClientID, w.ClientSecret)
	for address, want := range map[string]string{
		w.Environment.Graph + "/v1.0/users/" + id:                                 "",
		w.Environment.Graph + "//v1.0//users/" + id + "/":                         "",
		w.Environment.Graph + "/V1.0/USERS/" + strings.ToUpper(id):                "",
		w.Environment.Graph + "/graph/v1.0/users/" + id:                           "",
		w.ResourceManager + "/graph/v1.0/users/" + id:                             "",
		w.Environment.Graph + "/v1.0/users('" + id + "')":                         "",
		w.Environment.Graph + "/v1.0/users/ann@azimuth.test":                      "",
		w.Environment.Graph + "/v1.0/users/ANN%40azimuth.test":                    "",
		w.Environment.Graph + "/v1.0/users(userPrincipalName='ann@azimuth.test')": "",
		w.Environment.Graph + "/beta/users/" + id:                                 "Invalid version.",
		w.ResourceManager + "/graph/beta/users/" + id:                             "Invalid version.",
		w.Environment.Graph + "/v1.0/nothing":                                     "Resource not found for the segment 'nothing'.",
		w.Environment.Graph + "/v1.0/users/" + id + "/nothing":                    "Resource not found for the segment 'nothing'.",
		w.Environment.Graph + "/v1.0/users/" + id + "/memberOf/nothing":           "Resource not found for the segment 'nothing'.",
		w.Environment.Graph + "/v1.0/users(appId='" + id + "')":                   "The request URI is not valid: 'appId' is no key of the resource.",
		w.Environment.Graph + "/v1.0/users('" + id:                                "The request URI is not valid. The key of the segment 'users' cannot be read.",
		w.Environment.Graph + "/v1.0/users/nobody":                                "Resource 'nobody' does not exist or one of its queried reference-property objects are not present.",
		w.Environment.Graph + "/v1.0":                                             "The request URI is not valid: it ends where something must follow.",
	} {
		reply := w.As(token, http.MethodGet, address, nil)
		if got := reply.Text("error.message"); got != want || want == "" && reply.Text("id") != id {
			t.Errorf("%s: %d %s", address, reply.Status, reply.Body)
		}
	}
	if reply := w.Graph(http.MethodPut, "/users/"+id, `{}`); reply.Status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", reply.Status)
	}
	if reply := w.Do(http.MethodGet, "/v1.0/users?api-version=2021-04-01", nil); reply.Status != http.StatusNotFound || reply.At("error.innerError") != nil {
		t.Errorf("Graph's path at Resource Manager: %d %s", reply.Status, reply.Body)
	}
}
