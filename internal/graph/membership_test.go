package graph_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestP4 is the row P4 of the documentation's scenarios: a machine's principal is
// found by the machine's name and joins a group, and a role given to the group
// then holds for the machine, for as long as it is in the group.
func TestP4(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	machine, principal := vm(w, "myVM")
	group(w, "otherGroup")
	group(w, "myGroup")

	found := w.GraphMust(http.MethodGet, "/servicePrincipals?$filter=displayName eq 'myVM'", nil)
	if diff := cmp.Diff([]string{principal}, texts(found, "id")); diff != "" {
		t.Fatalf("the machine's principal (-want +got):\n%s", diff)
	}
	groups := w.GraphMust(http.MethodGet, "/groups?$filter=startswith(displayName,'myGroup')", nil)
	if names(groups) != "myGroup" {
		t.Fatalf("the groups found are %q", names(groups))
	}
	id := groups.Text("value.0.id")
	token := w.MachineToken(w.Handle(machine), "").Text("access_token")
	rg := w.Subscription() + "/resourceGroups/rg"
	read := func() int { return w.As(token, http.MethodGet, rg+"?api-version=2021-04-01", nil).Status }

	if reply := assign(w, rg, anID, reader, id); reply.Status != http.StatusCreated || reply.Text("properties.principalType") != "Group" {
		t.Fatalf("the assignment: %d %s", reply.Status, reply.Body)
	}
	if status := read(); status != http.StatusForbidden {
		t.Fatalf("before it is in the group the machine gets %d", status)
	}
	if reply := join(w, id, principal); reply.Status != http.StatusNoContent || reply.Body != "" {
		t.Fatalf("joining: %d %s", reply.Status, reply.Body)
	}
	if status := read(); status != http.StatusOK {
		t.Errorf("in the group the machine gets %d", status)
	}
	subscriptions := w.As(token, http.MethodGet, "/subscriptions?api-version=2021-01-01", nil)
	if subscriptions.Text("value.0.subscriptionId") != w.SubscriptionID {
		t.Errorf("the machine sees the subscriptions %s", subscriptions.Body)
	}
	w.GraphMust(http.MethodDelete, "/groups/"+id+"/members/"+principal+"/$ref", nil)
	if status := read(); status != http.StatusForbidden {
		t.Errorf("after it has left the group the machine gets %d", status)
	}
}

// TestNestedGroups gives a role to the outermost of groups that are in each
// other, also in a circle.
func TestNestedGroups(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	machine, principal := vm(w, "myVM")
	outer, middle, inner := group(w, "outer"), group(w, "middle"), group(w, "inner")
	for _, edge := range [][2]string{{outer, middle}, {middle, inner}, {inner, principal}, {inner, outer}} {
		if reply := join(w, edge[0], edge[1]); reply.Status != http.StatusNoContent {
			t.Fatalf("joining: %d %s", reply.Status, reply.Body)
		}
	}
	rg := w.Subscription() + "/resourceGroups/rg"
	if reply := assign(w, rg, anID, reader, outer); reply.Status != http.StatusCreated {
		t.Fatalf("the assignment: %d %s", reply.Status, reply.Body)
	}
	token := w.MachineToken(w.Handle(machine), "").Text("access_token")
	read := func() int { return w.As(token, http.MethodGet, rg+"?api-version=2021-04-01", nil).Status }
	if status := read(); status != http.StatusOK {
		t.Errorf("the machine gets %d", status)
	}
	for path, want := range map[string][]string{
		"/servicePrincipals/" + principal + "/memberOf":           {inner},
		"/servicePrincipals/" + principal + "/transitiveMemberOf": {inner, middle, outer},
		"/groups/" + outer + "/members":                           {middle},
		"/groups/" + outer + "/transitiveMembers":                 {inner, middle, principal},
		"/groups/" + inner + "/transitiveMemberOf":                {middle, outer},
	} {
		got := texts(w.GraphMust(http.MethodGet, path, nil), "id")
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	listed := w.Must(http.MethodGet, rg+"/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=assignedTo('"+principal+"')", nil)
	if diff := cmp.Diff([]string{anID}, texts(listed, "name")); diff != "" {
		t.Errorf("the machine's assignments (-want +got):\n%s", diff)
	}
	w.GraphMust(http.MethodDelete, "/groups/"+middle, nil)
	if status := read(); status != http.StatusForbidden {
		t.Errorf("without the group in between the machine gets %d", status)
	}
	if got := texts(w.GraphMust(http.MethodGet, "/groups/"+inner+"/memberOf", nil), "id"); len(got) != 0 {
		t.Errorf("the inner group is still in %v", got)
	}
}

// TestPrincipalLeaves ends a machine's identity: the group is empty then.
func TestPrincipalLeaves(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	machine, principal := vm(w, "myVM")
	id := group(w, "g")
	join(w, id, principal)
	w.Must(http.MethodPatch, machine+"?api-version=2024-07-01", `{"identity":{"type":"None"}}`)
	if got := texts(w.GraphMust(http.MethodGet, "/groups/"+id+"/members", nil), "id"); len(got) != 0 {
		t.Errorf("the group has %v", got)
	}
}

func TestMembershipErrors(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id, member := group(w, "g"), user(w, "ann")
	app, _, _ := application(t, w, "app")
	join(w, id, member)
	const nobody = "99999999-0000-4000-8000-000000000009"
	for name, c := range map[string]struct {
		reply   servertest.Reply
		status  int
		code    string
		message string
	}{
		"twice":             {join(w, id, member), 400, "Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'."},
		"nobody":            {join(w, id, nobody), 404, "Request_ResourceNotFound", "Resource '" + nobody + "' does not exist or one of its queried reference-property objects are not present."},
		"an application":    {join(w, id, app), 404, "Request_ResourceNotFound", "Resource '" + app + "' does not exist or one of its queried reference-property objects are not present."},
		"into nothing":      {join(w, nobody, member), 404, "Request_ResourceNotFound", "Resource '" + nobody + "' does not exist or one of its queried reference-property objects are not present."},
		"no reference":      {w.Graph(http.MethodPost, "/groups/"+id+"/members/$ref", `{}`), 400, "Request_BadRequest", "The '@odata.id' annotation, the address of an object, is missing."},
		"who is not in it":  {w.Graph(http.MethodDelete, "/groups/"+id+"/members/"+app+"/$ref", nil), 404, "Request_ResourceNotFound", "Resource '" + app + "' does not exist or one of its queried reference-property objects are not present."},
		"checks no groups":  {w.Graph(http.MethodPost, "/users/"+member+"/checkMemberGroups", `{}`), 400, "Request_BadRequest", "The collection 'groupIds' must not be empty."},
		"checks what is no": {w.Graph(http.MethodPost, "/users/"+member+"/checkMemberGroups", `{"groupIds":["x"]}`), 400, "Request_BadRequest", "Invalid object identifier 'x'."},
	} {
		if c.reply.Status != c.status || c.reply.Text("error.code") != c.code || c.reply.Text("error.message") != c.message {
			t.Errorf("%s: %d %s", name, c.reply.Status, c.reply.Body)
		}
	}
}

func TestMemberGroups(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	member, outer, inner, other := user(w, "ann"), group(w, "outer"), group(w, "inner"), group(w, "other")
	join(w, inner, member)
	join(w, outer, inner)
	for _, path := range []string{"/users/" + member, "/users/ann@azimuth.test", "/directoryObjects/" + member} {
		checked := texts(w.GraphMust(http.MethodPost, path+"/checkMemberGroups", map[string]any{"groupIds": []string{other, outer}}), "")
		if diff := cmp.Diff([]string{outer}, checked); diff != "" {
			t.Errorf("%s: checked (-want +got):\n%s", path, diff)
		}
		all := texts(w.GraphMust(http.MethodPost, path+"/getMemberGroups", `{"securityEnabledOnly":false}`), "")
		if diff := cmp.Diff([]string{inner, outer}, all); diff != "" {
			t.Errorf("%s: all (-want +got):\n%s", path, diff)
		}
	}
	made := w.GraphMust(http.MethodPost, "/groups", `{"displayName":"g","mailNickname":"g","mailEnabled":false,"securityEnabled":true,
		"members@odata.bind":["https://graph.microsoft.com/v1.0/directoryObjects/`+member+`","https://graph.microsoft.com/v1.0/directoryObjects/`+other+`"]}`)
	got := texts(w.GraphMust(http.MethodGet, "/groups/"+made.Text("id")+"/members?$select=id,displayName", nil), "displayName")
	slices.Sort(got)
	if diff := cmp.Diff([]string{"ann", "other"}, got); diff != "" {
		t.Errorf("made with members (-want +got):\n%s", diff)
	}
}
