package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestFaultsOfIdentities(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	fresh := d.group + "/providers/Microsoft.Compute/virtualMachines/fresh"
	d.add(t, `{"scenario":"identity-not-propagated"}`)
	d.Must(http.MethodPut, fresh+"?api-version=2024-07-01", machineBody)
	handle := d.Handle(fresh)
	steps := func(want string, handles ...string) {
		t.Helper()
		var got []string
		for _, h := range handles {
			reply := d.MachineToken(h, "")
			if reply.Status == http.StatusOK {
				got = append(got, "token")
			} else {
				got = append(got, reply.Text("error_description"))
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	steps("token, Identity not found", d.handle, handle)
	d.Must(http.MethodPatch, d.machine+"?api-version=2024-07-01", `{"tags":{"a":"b"}}`) // gives it nothing
	d.advance(t, 29*time.Second)
	steps("token, Identity not found", d.handle, handle)
	d.advance(t, time.Second)
	steps("token, token", d.handle, handle)
	d.add(t, `{"scenario":"identity-not-found","match":{"machine":"`+fresh+`"}}`)
	steps("token, Identity not found", d.handle, handle)
}

func TestFaultsOfRoles(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	principal := d.Must(http.MethodGet, d.machine+"?api-version=2024-07-01", nil).Text("identity.principalId")
	token := d.MachineToken(d.handle, "").Text("access_token")
	read := func() int { return d.As(token, http.MethodGet, d.group+"?api-version=2021-04-01", nil).Status }
	assign := func(name, principal, more string) servertest.Reply {
		return d.Do(http.MethodPut, d.group+"/providers/Microsoft.Authorization/roleAssignments/"+name+"?api-version=2022-04-01",
			`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"`+principal+`"`+more+`}}`)
	}
	lag := d.add(t, `{"scenario":"role-not-propagated"}`)
	if reply := assign("11111111-1111-4111-8111-111111111111", principal, ""); reply.Status != http.StatusCreated {
		t.Fatal(reply.Body)
	}
	if status := read(); status != http.StatusForbidden {
		t.Errorf("before it has spread: %d", status)
	}
	explained := d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil)
	if explained.Status != http.StatusOK {
		t.Errorf("the administrator's own role has spread long ago: %d", explained.Status)
	}
	d.advance(t, time.Minute)
	if status := read(); status != http.StatusOK {
		t.Errorf("a minute later: %d", status)
	}
	d.remove(t, lag)

	d.add(t, `{"scenario":"role-missing","match":{"principal":"`+principal+`"},"when":{"times":1}}`)
	for i, want := range []int{http.StatusForbidden, http.StatusOK} {
		if status := read(); status != want {
			t.Errorf("role-missing, request %d: %d", i+1, status)
		}
	}

	d.add(t, `{"scenario":"principal-not-propagated"}`)
	id := d.group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/fresh"
	fresh := d.Must(http.MethodPut, id+"?api-version=2023-01-31", `{"location":"westus"}`).Text("properties.principalId")
	if reply := assign("22222222-2222-4222-8222-222222222222", fresh, ""); reply.Status != http.StatusBadRequest || reply.Text("error.code") != "PrincipalNotFound" {
		t.Errorf("a principal that is new: %d %s", reply.Status, reply.Body)
	}
	if reply := assign("33333333-3333-4333-8333-333333333333", fresh, `,"principalType":"ServicePrincipal"`); reply.Status != http.StatusCreated {
		t.Errorf("with its type: %d %s", reply.Status, reply.Body)
	}
	d.advance(t, 30*time.Second)
	if reply := assign("33333333-3333-4333-8333-333333333333", fresh, ""); reply.Status != http.StatusCreated {
		t.Errorf("half a minute later: %d %s", reply.Status, reply.Body)
	}
}

// Revoked tokens are refused with a challenge, new ones are good; a key that was
// rotated signs what comes next.
func TestFaultsOfTokens(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	sign := func() (token, kid string) {
		token = d.MachineToken(d.handle, "").Text("access_token")
		head, _, _ := strings.Cut(token, ".")
		return token, head
	}
	token, kid := sign()
	d.add(t, `{"scenario":"token-revoked"}`)
	for range 2 {
		reply := d.As(token, http.MethodGet, d.group+"?api-version=2021-04-01", nil)
		if reply.Status != http.StatusUnauthorized || !strings.Contains(reply.Header.Get("WWW-Authenticate"), `error="insufficient_claims"`) {
			t.Errorf("%d %q", reply.Status, reply.Header.Get("WWW-Authenticate"))
		}
	}
	if d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil).Status != http.StatusOK {
		t.Error("another principal's token was revoked")
	}
	second, same := sign()
	if reply := d.As(second, http.MethodGet, d.group+"?api-version=2021-04-01", nil); reply.Status != http.StatusForbidden || same != kid {
		t.Errorf("the next token: %d", reply.Status)
	}
	d.add(t, `{"scenario":"key-rotated"}`)
	third, other := sign()
	if other == kid {
		t.Error("the same key signs")
	}
	if reply := d.As(third, http.MethodGet, d.group+"?api-version=2021-04-01", nil); reply.Status != http.StatusForbidden {
		t.Errorf("with the new key: %d", reply.Status)
	}
}

// What the administration does is met by nothing, and who is not allowed adds nothing.
func TestFaultsAreAdministered(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	const faults = "/providers/Azimuth/faults"
	id := d.add(t, `{"effect":{"kind":"answer","status":503}}`)
	if reply := d.Do(http.MethodGet, faults+"/"+id+"?api-version=2022-12-01", nil); reply.Status != http.StatusOK || reply.Text("effect.kind") != "answer" {
		t.Errorf("%d %s", reply.Status, reply.Body)
	}
	if reply := d.As("", http.MethodGet, d.group+"?api-version=2021-04-01", nil, fault.ExemptHeader, "exempt"); reply.Status != http.StatusUnauthorized {
		t.Errorf("exempt from faults is not exempt from all else: %d", reply.Status)
	}
	token := d.MachineToken
	d.remove(t, id)
	machine := token(d.handle, "").Text("access_token")
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		if reply := d.As(machine, method, faults+"?api-version=2022-12-01", `{"effect":{"kind":"reset"}}`); reply.Status != http.StatusForbidden {
			t.Errorf("%s without a role: %d", method, reply.Status)
		}
	}
	for path, want := range map[string]int{faults + "/nine": http.StatusNotFound, "/providers/Azimuth/faultScenarios": http.StatusOK} {
		if reply := d.Do(http.MethodGet, path+"?api-version=2022-12-01", nil); reply.Status != want {
			t.Errorf("%s: %d %s", path, reply.Status, reply.Body)
		}
	}
	if reply := d.Do(http.MethodPost, faults+"?api-version=2022-12-01", `{"effect":{"kind":"explode"}}`); reply.Status != http.StatusBadRequest || reply.Text("error.code") != "InvalidFault" {
		t.Errorf("%d %s", reply.Status, reply.Body)
	}
}
