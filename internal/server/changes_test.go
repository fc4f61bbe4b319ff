package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// listener is somebody who listens to the stream of changes.
type listener struct {
	t      *testing.T
	status int
	lines  *bufio.Scanner
	// last is the id of the event that was heard last.
	last string
}

type told struct {
	name    string
	changes []struct{ ID, Kind string }
}

func listen(t *testing.T, w *servertest.World, token, last string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.ResourceManager+"/providers/Azimuth/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := w.Client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return &listener{t: t, status: response.StatusCode, lines: bufio.NewScanner(response.Body)}
}

// next waits for the next event.
func (l *listener) next() told {
	l.t.Helper()
	var event told
	for l.lines.Scan() {
		field, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch field {
		case "id":
			l.last = value
		case "event":
			event.name = value
		case "data":
			if event.name == "changes" {
				if err := json.Unmarshal([]byte(value), &event.changes); err != nil {
					l.t.Fatal(err)
				}
			}
		case "":
			if event.name != "" {
				return event
			}
		}
	}
	l.t.Fatalf("the stream ended: %v", l.lines.Err())
	return event
}

// until waits until something with this id is told, and returns all that was told.
func (l *listener) until(id string) []string {
	l.t.Helper()
	var all []string
	for !slices.Contains(all, strings.ToLower(id)) {
		for _, c := range l.next().changes {
			all = append(all, c.ID)
		}
	}
	return all
}

func TestChanges(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	identity, made := userIdentity(w)
	token := w.Token(w.ClientID, w.ClientSecret)
	admin := listen(t, w, token, "")
	if event := admin.next(); event.name != "open" {
		t.Fatalf("it begins with %q", event.name)
	}
	machine := w.MachineToken(machineOf(w, identity), "").Text("access_token")
	limited := listen(t, w, machine, "")
	limited.next()

	secret, shared := w.Subscription()+"/resourceGroups/secret", w.Subscription()+"/resourceGroups/shared"
	for _, group := range []string{secret, shared} {
		w.Must(http.MethodPut, group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	}
	w.Must(http.MethodPut, shared+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000001?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + readerRole, "principalId": made.Text("properties.principalId"), "principalType": "ServicePrincipal",
	}})
	for _, group := range []string{secret, shared} {
		w.Must(http.MethodPut, group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new"+identityAPI, map[string]any{"location": "westus"})
	}
	const of = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new"
	if heard := admin.until(shared + of); !slices.Contains(heard, strings.ToLower(secret+of)) { // both may come at once
		t.Errorf("the administrator hears only of %s", heard)
	}
	heard := limited.until(shared + of)
	for _, id := range heard {
		if strings.Contains(id, "/secret") {
			t.Errorf("who may read the group shared alone hears of %s", id)
		}
	}

	w.Must(http.MethodDelete, shared+of+identityAPI, nil)
	if heard := listen(t, w, token, admin.last).until(shared + of); len(heard) == 0 {
		t.Error("who comes back hears nothing of what it missed")
	}
	if event := listen(t, w, token, "another-server.7").next(); event.name != "missed" {
		t.Errorf("who heard another server is told %q", event.name)
	}
	if refused := listen(t, w, "nobody", ""); refused.status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", refused.status)
	}
	if reply := w.Do(http.MethodPost, "/providers/Azimuth/changes", nil); reply.Status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", reply.Status)
	}

	// The principal's end is the stream's.
	w.Must(http.MethodDelete, identity+identityAPI, nil)
	w.Must(http.MethodPut, shared+strings.Replace(of, "/new", "/afterwards", 1)+identityAPI, map[string]any{"location": "westus"})
	for limited.lines.Scan() {
		if strings.Contains(limited.lines.Text(), "/afterwards") {
			t.Error("a principal that is gone hears on")
		}
	}
}

func TestChangesEndWithTheServer(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	l := listen(t, w, w.Token(w.ClientID, w.ClientSecret), "")
	l.next() // the world's own end waits for the server's, which must not wait for this
}
