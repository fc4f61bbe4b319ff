package graph_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestUser(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	made := w.GraphMust(http.MethodPost, "/users", `{"displayName":"Ann","mailNickname":"ann","userPrincipalName":"ann@azimuth.test",
		"accountEnabled":true,"givenName":"Ann","passwordProfile":{"password":"Test123456789","forceChangePasswordNextSignIn":false}}`)
	id := made.Text("id")
	want := map[string]any{
		"@odata.context": w.Environment.Graph + "/v1.0/$metadata#users/$entity",
		"id":             id, "businessPhones": []any{}, "displayName": "Ann", "givenName": "Ann", "jobTitle": nil, "mail": nil, "mobilePhone": nil,
		"officeLocation": nil, "preferredLanguage": nil, "surname": nil, "userPrincipalName": "ann@azimuth.test",
	}
	if diff := cmp.Diff(want, made.JSON()); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	location := w.Environment.Graph + "/v2/" + w.TenantID + "/directoryObjects/" + id + "/Microsoft.DirectoryServices.User"
	if got := made.Header.Get("Location"); got != location {
		t.Errorf("Location is %s", got)
	}
	w.GraphMust(http.MethodPatch, "/users/"+id, `{"surname":"Smith","givenName":null,"businessPhones":["1"],"accountEnabled":false}`)
	want["surname"], want["givenName"], want["businessPhones"] = "Smith", nil, []any{"1"}
	if diff := cmp.Diff(want, w.GraphMust(http.MethodGet, "/users/"+id, nil).JSON()); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if profile := w.GraphMust(http.MethodGet, "/users/"+id+"?$select=passwordProfile,accountEnabled", nil); profile.At("passwordProfile") != nil || profile.At("accountEnabled") != false {
		t.Errorf("the hidden properties are %s", profile.Body)
	}
	if reply := w.GraphMust(http.MethodDelete, "/users/ann@azimuth.test", nil); reply.Status != http.StatusNoContent || reply.Body != "" {
		t.Errorf("deleted: %d %s", reply.Status, reply.Body)
	}
	if reply := w.Graph(http.MethodDelete, "/users/"+id, nil); reply.Status != http.StatusNotFound {
		t.Errorf("deleted again: %d", reply.Status)
	}
}

// TestRefusedBodies sends bodies that are wrong, each of which must change nothing.
func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	ann := user(w, "ann")
	red := group(w, "red")
	app, appID, _ := application(t, w, "app")
	other := w.GraphMust(http.MethodPost, "/applications", `{"displayName":"other","identifierUris":["api://taken"]}`).Text("id")
	const valid = `"displayName":"x","mailNickname":"x","accountEnabled":true,"passwordProfile":{"password":"Test123456789"},`
	for name, c := range map[string]struct{ method, path, body, code, message string }{
		"no body":           {"POST", "/users", ``, "BadRequest", "Empty Payload. JSON content expected."},
		"no JSON":           {"POST", "/users", `{"displayName":`, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."},
		"no object":         {"POST", "/users", `[]`, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."},
		"no name":           {"POST", "/users", `{"mailNickname":"x","accountEnabled":true,"passwordProfile":{"password":"p"},"userPrincipalName":"x@azimuth.test"}`, "Request_BadRequest", "A value is required for property 'displayName' of resource 'User'."},
		"no switch":         {"POST", "/users", `{"displayName":"x"}`, "Request_BadRequest", "A value is required for property 'accountEnabled' of resource 'User'."},
		"no password":       {"POST", "/users", `{"displayName":"x","accountEnabled":true}`, "Request_BadRequest", "A password must be specified to create a new user."},
		"empty password":    {"POST", "/users", `{"displayName":"x","accountEnabled":true,"passwordProfile":{"password":""}}`, "Request_BadRequest", "The specified password does not comply with password complexity requirements. Please provide a different password."},
		"user name taken":   {"POST", "/users", `{` + valid + `"userPrincipalName":"ANN@azimuth.test"}`, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists."},
		"user name bare":    {"POST", "/users", `{` + valid + `"userPrincipalName":"x"}`, "Request_BadRequest", "Property userPrincipalName is invalid."},
		"user name blank":   {"POST", "/users", `{` + valid + `"userPrincipalName":"x y@azimuth.test"}`, "Request_BadRequest", "Property userPrincipalName is invalid."},
		"unknown property":  {"PATCH", "/users/" + ann, `{"nothing":1}`, "Request_BadRequest", "Invalid property 'nothing'."},
		"read-only":         {"PATCH", "/users/" + ann, `{"id":"11111111-0000-4000-8000-000000000001"}`, "Request_BadRequest", "Property 'id' is read-only and cannot be set."},
		"another form":      {"PATCH", "/users/" + ann, `{"businessPhones":"1"}`, "Request_BadRequest", "Invalid value specified for property 'businessPhones' of resource 'User'."},
		"list of numbers":   {"PATCH", "/users/" + ann, `{"businessPhones":[1]}`, "Request_BadRequest", "Invalid value specified for property 'businessPhones' of resource 'User'."},
		"null switch":       {"PATCH", "/users/" + ann, `{"accountEnabled":null}`, "Request_BadRequest", "Invalid value specified for property 'accountEnabled' of resource 'User'."},
		"name taken away":   {"PATCH", "/groups/" + red, `{"displayName":null}`, "Request_BadRequest", "A value is required for property 'displayName' of resource 'Group'."},
		"a mail group":      {"PATCH", "/groups/" + red, `{"mailEnabled":true}`, "Request_BadRequest", "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set."},
		"a Unified group":   {"POST", "/groups", `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true,"groupTypes":["Unified"]}`, "Request_BadRequest", "The group types [Unified] are not supported."},
		"no nickname":       {"POST", "/groups", `{"displayName":"x","mailEnabled":false,"securityEnabled":true}`, "Request_BadRequest", "A value is required for property 'mailNickname' of resource 'Group'."},
		"bad nickname":      {"POST", "/groups", `{"displayName":"x","mailNickname":"x y","mailEnabled":false,"securityEnabled":true}`, "Request_BadRequest", "Invalid value specified for property 'mailNickname' of resource 'Group'."},
		"URI taken":         {"PATCH", "/applications/" + app, `{"identifierUris":["api://TAKEN"]}`, "Request_BadRequest", "Another object with the same value for property identifierUris already exists."},
		"no URI":            {"PATCH", "/applications/" + app, `{"identifierUris":["x"]}`, "Request_BadRequest", "Invalid value specified for property 'identifierUris' of resource 'Application'."},
		"a made-up secret":  {"PATCH", "/applications/" + other, `{"passwordCredentials":[{"displayName":"x"}]}`, "Request_BadRequest", "New password credentials must be generated with service actions."},
		"a third version":   {"PATCH", "/applications/" + app, `{"api":{"requestedAccessTokenVersion":3}}`, "Request_BadRequest", "Invalid value specified for property 'requestedAccessTokenVersion' of resource 'ApiApplication'."},
		"no application":    {"POST", "/servicePrincipals", `{"appId":"99999999-0000-4000-8000-000000000009"}`, "Request_BadRequest", "The appId '99999999-0000-4000-8000-000000000009' of the service principal does not reference a valid application object."},
		"no appId":          {"POST", "/servicePrincipals", `{}`, "Request_BadRequest", "A value is required for property 'appId' of resource 'ServicePrincipal'."},
		"second principal":  {"POST", "/servicePrincipals", `{"appId":"` + appID + `"}`, "Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, updated, or restored because the service principal name " + appID + " is already in use."},
		"switched off":      {"PATCH", "/servicePrincipals(appId='" + appID + "')", `{"accountEnabled":false}`, "Request_BadRequest", "Disabling service principals is not supported."},
		"larger than large": {"PATCH", "/users/" + ann, `{"jobTitle":"` + strings.Repeat("x", 1<<20) + `"}`, "RequestEntityTooLarge", "The request content size exceeds the maximum size of 1024 KB."},
	} {
		reply := w.Graph(c.method, c.path, c.body)
		if reply.Status < 400 || reply.Status >= 500 || reply.Text("error.code") != c.code || reply.Text("error.message") != c.message {
			t.Errorf("%s: %d %s", name, reply.Status, reply.Body)
		}
	}
	for path, want := range map[string]string{"/users": "ann", "/groups": "red", "/applications?$orderby=displayName": "app Azimuth administrator other"} {
		if got := names(w.GraphMust(http.MethodGet, path, nil)); got != want {
			t.Errorf("%s: %q is left", path, got)
		}
	}
}

// TestManagedIdentity shows the principal of a machine, which nobody changes but
// the machine.
func TestManagedIdentity(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	machine, principal := vm(w, "myVM")
	shown := w.GraphMust(http.MethodGet, "/servicePrincipals/"+principal, nil)
	want := []any{"isExplicit=False", strings.Replace(machine, "resourceGroups", "resourcegroups", 1)}
	if diff := cmp.Diff(want, shown.At("alternativeNames")); diff != "" {
		t.Errorf("alternativeNames (-want +got):\n%s", diff)
	}
	if shown.Text("servicePrincipalType") != "ManagedIdentity" || shown.At("appDisplayName") != nil || shown.At("appOwnerOrganizationId") != nil {
		t.Errorf("shown as %s", shown.Body)
	}
	for _, c := range []struct{ method, body string }{{http.MethodPatch, `{"notes":"x"}`}, {http.MethodDelete, ""}} {
		reply := w.Graph(c.method, "/servicePrincipals/"+principal, c.body)
		if reply.Status != http.StatusForbidden || reply.Text("error.code") != "Authorization_RequestDenied" {
			t.Errorf("%s: %d %s", c.method, reply.Status, reply.Body)
		}
	}
	if reply := w.Graph(http.MethodDelete, "/directoryObjects/"+principal, nil); reply.Status != http.StatusForbidden {
		t.Errorf("as a directory object: %d", reply.Status)
	}
}

// TestApplication follows an application to its end, which its principal shares.
func TestApplication(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id, appID, _ := application(t, w, "app")
	principal := w.GraphMust(http.MethodGet, "/servicePrincipals(appId='"+appID+"')", nil).Text("id")
	w.GraphMust(http.MethodPatch, "/applications(appId='"+appID+"')", `{"displayName":"renamed","identifierUris":["api://thing"],
		"web":{"redirectUris":["https://localhost/a"]},"tags":["x"],"api":{"requestedAccessTokenVersion":2}}`)
	w.GraphMust(http.MethodPatch, "/applications/"+id, `{"web":{"logoutUrl":"https://localhost/b"}}`)
	shown := w.GraphMust(http.MethodGet, "/applications/"+id, nil)
	web := map[string]any{
		"homePageUrl": nil, "logoutUrl": "https://localhost/b", "redirectUris": []any{"https://localhost/a"}, "redirectUriSettings": []any{},
		"implicitGrantSettings": map[string]any{"enableAccessTokenIssuance": false, "enableIdTokenIssuance": false},
	}
	if diff := cmp.Diff(web, shown.At("web")); diff != "" {
		t.Errorf("web (-want +got):\n%s", diff)
	}
	if shown.At("api.requestedAccessTokenVersion") != 2.0 || shown.Text("displayName") != "renamed" {
		t.Errorf("shown as %s", shown.Body)
	}
	followed := w.GraphMust(http.MethodGet, "/servicePrincipals/"+principal, nil)
	if diff := cmp.Diff([]any{appID, "api://thing"}, followed.At("servicePrincipalNames")); diff != "" || followed.Text("displayName") != "renamed" {
		t.Errorf("the principal is %q, its names (-want +got):\n%s", followed.Text("displayName"), diff)
	}
	if reply := assign(w, w.Subscription(), anID, reader, principal); reply.Text("properties.principalType") != "ServicePrincipal" {
		t.Errorf("the assignment: %s", reply.Body)
	}
	w.GraphMust(http.MethodDelete, "/applications/"+id, nil)
	for _, path := range []string{"/applications/" + id, "/applications(appId='" + appID + "')", "/servicePrincipals/" + principal, "/directoryObjects/" + principal} {
		if reply := w.Graph(http.MethodGet, path, nil); reply.Status != http.StatusNotFound || reply.Text("error.code") != "Request_ResourceNotFound" {
			t.Errorf("%s: %d %s", path, reply.Status, reply.Body)
		}
	}
	left := w.Must(http.MethodGet, w.Subscription()+"/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=principalId%20eq%20'"+principal+"'", nil)
	if got := texts(left, "name"); len(got) != 1 {
		t.Errorf("the assignments that are left are %v", got)
	}
}

// TestMixed asks for objects of several types.
func TestMixed(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	_, principal := vm(w, "myVM")
	ann, red := user(w, "ann"), group(w, "red")
	app, _, _ := application(t, w, "app")
	types := map[string]string{
		principal: "#microsoft.graph.servicePrincipal", ann: "#microsoft.graph.user", red: "#microsoft.graph.group", app: "#microsoft.graph.application",
	}
	ids := []string{principal, ann, red, app, "99999999-0000-4000-8000-000000000009"}
	all := w.GraphMust(http.MethodPost, "/directoryObjects/getByIds", map[string]any{"ids": ids})
	got := make(map[string]string)
	for i, id := range texts(all, "id") {
		got[id] = texts(all, "@odata.type")[i]
	}
	if diff := cmp.Diff(types, got); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	some := w.GraphMust(http.MethodPost, "/directoryObjects/getByIds", map[string]any{"ids": ids, "types": []string{"user", "group"}})
	if diff := cmp.Diff([]string{ann, red}, texts(some, "id")); diff != "" {
		t.Errorf("some (-want +got):\n%s", diff)
	}
	for id, name := range types {
		if got := w.GraphMust(http.MethodGet, "/directoryObjects/"+id, nil).Text("@odata~type"); got != name {
			t.Errorf("%s is %s", name, got)
		}
	}
	me := w.GraphMust(http.MethodGet, "/me", nil)
	if me.Text("appId") != w.ClientID {
		t.Errorf("the administrator is %s", me.Body)
	}
	for _, path := range []string{"/groups/" + red + "/owners", "/applications/" + app + "/owners", "/servicePrincipals/" + principal + "/owners"} {
		if got := w.GraphMust(http.MethodGet, path, nil).At("value"); !cmp.Equal([]any{}, got) {
			t.Errorf("%s: %v", path, got)
		}
	}
	if tenant := w.GraphMust(http.MethodGet, "/organization", nil).Text("value.0.id"); tenant != w.TenantID {
		t.Errorf("the tenant is %s", tenant)
	}
}
