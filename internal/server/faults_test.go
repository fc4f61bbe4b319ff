package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// badDay is a server whose faults a test arranges, with a machine that holds an identity.
type badDay struct {
	*servertest.World
	t       *testing.T
	clock   *clock.Clock
	group   string
	machine string
	handle  string

	mu   sync.Mutex
	seen []server.Exchange
}

func startBadDay(t *testing.T) *badDay {
	t.Helper()
	return startBadDayWith(t, func(*server.Config) {})
}

func startBadDayWith(t *testing.T, change func(*server.Config)) *badDay {
	t.Helper()
	d := &badDay{t: t, clock: clock.At(time.Now().Truncate(time.Second), time.Now)}
	d.World = servertest.Start(t, func(c *server.Config) {
		c.Clock = d.clock
		change(c)
		c.Observe = func(x server.Exchange) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.seen = append(d.seen, x)
		}
	})
	d.group = d.Subscription() + "/resourceGroups/rg"
	d.machine = d.group + "/providers/Microsoft.Compute/virtualMachines/app"
	d.Must(http.MethodPut, d.group+"?api-version=2021-04-01", `{"location":"westus"}`)
	d.Must(http.MethodPut, d.machine+"?api-version=2024-07-01", machineBody)
	d.handle = d.Handle(d.machine)
	return d
}

// add adds a fault by the administration's API, and takes it away when the test ends.
func (d *badDay) add(t *testing.T, rule string) string {
	t.Helper()
	reply := d.Do(http.MethodPost, "/providers/Azimuth/faults?api-version=2022-12-01", rule)
	if reply.Status != http.StatusCreated {
		t.Fatalf("%s: %d %s", rule, reply.Status, reply.Body)
	}
	id := reply.Text("value.0.id")
	t.Cleanup(func() { d.remove(t, id) })
	return id
}

func (d *badDay) remove(t *testing.T, id string) {
	t.Helper()
	reply := d.Do(http.MethodDelete, "/providers/Azimuth/faults/"+id+"?api-version=2022-12-01", nil)
	if reply.Status != http.StatusOK && reply.Status != http.StatusNoContent {
		t.Errorf("removing the fault %s: %d %s", id, reply.Status, reply.Body)
	}
}

func (d *badDay) advance(t *testing.T, by time.Duration) {
	t.Helper()
	if err := d.Server.AdvanceClock(t.Context(), by); err != nil {
		t.Fatal(err)
	}
}

// last is the newest exchange.
func (d *badDay) last() server.Exchange {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen[len(d.seen)-1]
}

// Each front end tells errors in its own form, and what a fault does not say is Azure's.
func TestFaultsAnswer(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	manager := func() servertest.Reply { return d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil) }
	metadata := func() servertest.Reply { return d.MachineToken(d.handle, "") }
	token := d.GraphToken(d.ClientID, d.ClientSecret)
	graph := func() servertest.Reply { return d.GraphAs(token, http.MethodGet, "/users", nil) }
	login := func() servertest.Reply {
		response, err := d.Client.PostForm(d.Login+"/"+d.TenantID+"/oauth2/v2.0/token", url.Values{"scope": {"a/.default"}})
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		return servertest.Reply{Status: response.StatusCode, Header: response.Header, Body: string(text)}
	}
	for name, c := range map[string]struct {
		front, effect string
		ask           func() servertest.Reply
		status        int
		at, says      string
		header, value string
	}{
		"ARM throttles":           {fault.ResourceManager, `"status":429,"retryAfter":"17s"`, manager, 429, "error.code", "SubscriptionRequestsThrottled", "Retry-After", "17"},
		"ARM throttles, in words": {fault.ResourceManager, `"status":429,"retryAfter":17`, manager, 429, "error.message", "Number of 'read' requests for subscription '" + d.SubscriptionID, "X-Ms-Failure-Cause", "gateway"},
		"ARM at once":             {fault.ResourceManager, `"status":429,"retryAfter":0`, manager, 429, "error.code", "SubscriptionRequestsThrottled", "Retry-After", "0"},
		"ARM fails":               {fault.ResourceManager, `"status":500`, manager, 500, "error.message", "Encountered internal server error. Diagnostic information: timestamp '", "Retry-After", ""},
		"ARM is away":             {fault.ResourceManager, `"status":504`, manager, 504, "error.code", "GatewayTimeout", "Content-Type", "application/json; charset=utf-8"},
		"ARM, own words":          {fault.ResourceManager, `"status":409,"code":"AllocationFailed","message":"No room.","header":{"X-One":"1"}`, manager, 409, "error.code", "AllocationFailed", "X-One", "1"},
		"ARM, no name":            {fault.ResourceManager, `"status":418`, manager, 418, "error.code", "I'mateapot", "", ""},
		"ARM, 401":                {fault.ResourceManager, `"status":401`, manager, 401, "error.code", "InvalidAuthenticationToken", "Www-Authenticate", `Bearer authorization_uri="` + d.ResourceManager + "/" + d.TenantID + `", error="invalid_token", error_description="The access token is invalid."`},
		"ARM, nothing":            {fault.ResourceManager, `"status":204`, manager, 204, "", "", "", ""},
		"IMDS updates":            {fault.Metadata, `"status":410`, metadata, 410, "error_description", "IMDS is going through updates", "Server", "IMDS/150.870.65.0"},
		"IMDS throttles":          {fault.Metadata, `"status":429`, metadata, 429, "error_description", "Temporarily throttled, too many requests", "Retry-After", ""},
		"IMDS fails":              {fault.Metadata, `"status":500`, metadata, 500, "error", "unknown", "Content-Type", "application/json; charset=utf-8"},
		"IMDS, 503":               {fault.Metadata, `"status":503`, metadata, 503, "error_description", "Service Unavailable", "", ""},
		"login throttles":         {fault.Login, `"status":429,"retryAfter":"9s"`, login, 429, "error_description", "AADSTS90055: ", "Retry-After", "9"},
		"login fails":             {fault.Login, `"status":503`, login, 503, "error", "temporarily_unavailable", "X-Ms-Clitelem", "1,90033,0,,"},
		"login, by number":        {fault.Login, `"status":400,"code":"AADSTS50196"`, login, 400, "error_codes.0", "", "X-Ms-Clitelem", "1,50196,0,,"},
		"login, by name":          {fault.Login, `"status":400,"code":"invalid_scope","message":"No."`, login, 400, "error", "invalid_scope", "", ""},
		"Graph throttles":         {fault.Graph, `"status":429,"retryAfter":"10s"`, graph, 429, "error.code", "TooManyRequests", "Retry-After", "10"},
		"Graph, 401":              {fault.Graph, `"status":401`, graph, 401, "error.code", "InvalidAuthenticationToken", "Www-Authenticate", `Bearer realm="", authorization_uri="` + d.Environment.Graph + "/" + d.TenantID + `/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`},
		"Graph, 507":              {fault.Graph, `"status":507`, graph, 507, "error.code", "InsufficientStorage", "", ""},
	} {
		d.add(t, `{"match":{"front":"`+c.front+`"},"effect":{"kind":"answer",`+c.effect+`}}`)
		reply := c.ask()
		if reply.Status != c.status || c.at != "" && !strings.HasPrefix(reply.Text(c.at), c.says) || c.header != "" && reply.Header.Get(c.header) != c.value {
			t.Errorf("%s: %d %q %q %s", name, reply.Status, c.header, reply.Header.Get(c.header), reply.Body)
		}
		if x := d.last(); x.Fault == "" || x.Status != c.status || x.Front != c.front {
			t.Errorf("%s: noted as %+v", name, x)
		}
		d.Do(http.MethodDelete, "/providers/Azimuth/faults?api-version=2022-12-01", nil)
		if reply := c.ask(); reply.Status == c.status && c.status != 400 {
			t.Errorf("%s: %d without the fault, too", name, reply.Status)
		}
	}
}

// ask sends a request whose connection may break.
func (d *badDay) ask(client *http.Client, method, path string, body io.Reader) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(d.t.Context(), method, d.ResourceManager+path, body)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Authorization", "Bearer "+d.Token(d.ClientID, d.ClientSecret))
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), err
}

func TestFaultsBreakConnections(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	old := d.NewClient()
	old.Transport.(*http.Transport).ForceAttemptHTTP2 = false
	put := func(name string) (string, io.Reader) {
		return d.Subscription() + "/resourceGroups/" + name + "?api-version=2021-04-01", bytes.NewReader([]byte(`{"location":"westus"}`))
	}
	isThere := func(name string) bool {
		return d.Do(http.MethodGet, d.Subscription()+"/resourceGroups/"+name+"?api-version=2021-04-01", nil).Status == http.StatusOK
	}
	d.add(t, `{"when":{"times":1,"skip":1},"effect":{"kind":"reset"}}`) // behind the sign-in
	if _, _, err := d.ask(old, http.MethodGet, d.group+"?api-version=2021-04-01", nil); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection was not reset: %v", err)
	}
	for protocol, client := range map[string]*http.Client{"h1": old, "h2": d.NewClient()} {
		for _, c := range []struct {
			kind  fault.Kind
			done  bool
			right func(status int, text string, err error) bool
		}{
			{fault.Reset, false, func(_ int, _ string, err error) bool { return err != nil }},
			{fault.Lose, true, func(_ int, _ string, err error) bool { return err != nil }},
			{fault.Truncate, true, func(status int, text string, err error) bool {
				return status == http.StatusCreated && strings.HasPrefix(text, `{"id":`) && err != nil
			}},
			{fault.Empty, true, func(status int, text string, err error) bool {
				return status == http.StatusCreated && text == "" && err == nil
			}},
		} {
			name := protocol + string(c.kind)
			d.add(t, `{"match":{"method":"PUT","path":"**/`+name+`"},"when":{"times":1},"effect":{"kind":"`+string(c.kind)+`"}}`)
			path, body := put(name)
			status, text, err := d.ask(client, http.MethodPut, path, io.MultiReader(body)) // a body that cannot be sent again
			if !c.right(status, text, err) {
				t.Errorf("%s: %d %q %v", name, status, text, err)
			}
			if isThere(name) != c.done {
				t.Errorf("%s: the group is there: %t", name, !c.done)
			}
			if status, _, err := d.ask(client, http.MethodGet, d.group+"?api-version=2021-04-01", nil); status != http.StatusOK {
				t.Errorf("after %s: %d %v", name, status, err)
			}
		}
	}
}

// A delay is the server's: it ends when the clock has moved, and when the fault goes.
func TestFaultsDelay(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	for name, end := range map[string]func(id string){
		"by the clock":     func(string) { d.advance(t, time.Hour) },
		"with the fault":   func(id string) { d.remove(t, id) },
		"with the request": nil,
	} {
		id := d.add(t, `{"match":{"front":"metadata"},"effect":{"kind":"delay","delay":"1h"}}`)
		ctx, leave := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.Metadata+"/vm/"+d.handle+"/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Metadata", "true")
		done := make(chan error, 1)
		go func() {
			response, err := d.Client.Do(request)
			if err == nil {
				err = response.Body.Close()
			}
			done <- err
		}()
		for { // until the request waits
			if state, ok := d.Server.Faults().Get(id); !ok || state.Hits > 0 {
				break
			}
		}
		if end == nil {
			leave()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", name, err)
			}
		} else {
			end(id)
			if err := <-done; err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		leave()
		d.remove(t, id)
	}
}

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

// An operation that a fault has fail or stick is one where all others are done at
// once, and where they take their time.
func TestFaultsOfOperations(t *testing.T) {
	t.Parallel()
	for pace, async := range map[string]bool{"at once": false, "as Azure": true} {
		d := startBadDayWith(t, func(c *server.Config) { c.AsyncAzure = async })
		d.advance(t, time.Hour)
		past := func() {
			if async {
				d.advance(t, time.Hour)
			}
		}
		status := func(reply servertest.Reply) string {
			t.Helper()
			poll := reply.Header.Get("Azure-AsyncOperation")
			if poll == "" || reply.Header.Get("Retry-After") == "" || reply.Header.Get("Retry-After") == "0" {
				t.Fatalf("%s: no operation to poll: %d %v %s", pace, reply.Status, reply.Header, reply.Body)
			}
			polled := d.Do(http.MethodGet, poll, nil)
			return polled.Text("status") + polled.Text("error.code")
		}
		address := d.machine + "?api-version=2024-07-01"
		state := func() string { return d.Do(http.MethodGet, address, nil).Text("properties.provisioningState") }
		check := func(what, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s, %s: %q, want %q", pace, what, got, want)
			}
		}

		d.add(t, `{"match":{"method":"PUT"},"when":{"times":1},"effect":{"kind":"failOperation","code":"AllocationFailed","message":"No room."}}`)
		put := d.Do(http.MethodPut, address, strings.Replace(machineBody, `"location"`, `"tags":{"new":"1"},"location"`, 1))
		past()
		check("a write that fails", status(put), "FailedAllocationFailed")
		check("its resource", state(), "Failed")
		d.Must(http.MethodPatch, address, `{"properties":{"hardwareProfile":{"vmSize":"Standard_B2s"}}}`)
		past()
		check("the resource after the next write", state(), "Succeeded")

		d.add(t, `{"match":{"method":"POST","path":"**/powerOff"},"when":{"times":1},"effect":{"kind":"failOperation"}}`)
		off := d.Do(http.MethodPost, d.machine+"/powerOff?api-version=2024-07-01", nil)
		past()
		check("an action that fails", status(off), "FailedInternalExecutionError")
		view := d.Do(http.MethodGet, d.machine+"/instanceView?api-version=2024-07-01", nil)
		if !strings.Contains(view.Body, "PowerState/running") {
			t.Errorf("%s: the machine went off all the same: %s", pace, view.Body)
		}

		d.add(t, `{"match":{"method":"DELETE"},"when":{"times":1},"effect":{"kind":"failOperation"}}`)
		gone := d.Do(http.MethodDelete, address, nil)
		past()
		check("a deletion that fails", status(gone), "FailedInternalExecutionError")
		check("what was to be deleted", state(), "Failed")

		stuck := d.add(t, `{"match":{"path":"**/app"},"when":{"times":1},"effect":{"kind":"stickOperation"}}`)
		patched := d.Do(http.MethodPatch, address, `{"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"}}}`)
		past()
		check("a write that sticks", status(patched), "InProgress")
		check("its resource", state(), "Updating")
		if reply := d.Do(http.MethodPatch, address, `{"tags":{}}`); reply.Status != http.StatusConflict {
			t.Errorf("%s: a write meanwhile: %d", pace, reply.Status)
		}
		d.remove(t, stuck)
		check("the write when the fault is gone", status(patched), "Succeeded")
		check("its resource then", state(), "Succeeded")

		stuck = d.add(t, `{"match":{"path":"**/resourceGroups/rg"},"when":{"times":1},"effect":{"kind":"stickOperation"}}`)
		deleted := d.Do(http.MethodDelete, d.group+"?api-version=2021-04-01", nil)
		past()
		if poll := d.Do(http.MethodGet, deleted.Header.Get("Location"), nil); deleted.Status != http.StatusAccepted || poll.Status != http.StatusAccepted {
			t.Errorf("%s: a group's deletion that sticks: %d, then %d", pace, deleted.Status, poll.Status)
		}
		if reply := d.Do(http.MethodPut, d.group+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late?api-version=2023-01-31", `{"location":"westus"}`); reply.Text("error.code") != "ResourceGroupBeingDeleted" {
			t.Errorf("%s: a write into it: %d %s", pace, reply.Status, reply.Body)
		}
		d.remove(t, stuck)
		if poll := d.Do(http.MethodGet, deleted.Header.Get("Location"), nil); poll.Status != http.StatusOK {
			t.Errorf("%s: when the fault is gone: %d", pace, poll.Status)
		}
		if reply := d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil); reply.Status != http.StatusNotFound {
			t.Errorf("%s: the group is still there: %d", pace, reply.Status)
		}
	}
}

// A deployment fails with the operation of its resource; what-if meets no fault.
func TestFaultsOfDeployments(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	const template = `{"properties":{"mode":"Incremental","template":{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0",
		"resources":[{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"v","location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}]}}}`
	id := d.add(t, `{"match":{"path":"**/virtualNetworks/v"},"when":{"times":1},"effect":{"kind":"failOperation","code":"Broken","message":"It broke."}}`)
	deployment := d.group + "/providers/Microsoft.Resources/deployments/d"
	d.Do(http.MethodPost, deployment+"/whatIf?api-version=2021-04-01", template)
	if state, _ := d.Server.Faults().Get(id); state.Seen != 0 {
		t.Errorf("what-if met the fault: %+v", state)
	}
	d.Do(http.MethodPut, deployment+"?api-version=2021-04-01", template)
	if reply := d.Do(http.MethodGet, deployment+"?api-version=2021-04-01", nil); reply.Text("properties.provisioningState") != "Failed" || !strings.Contains(reply.Body, "It broke.") {
		t.Errorf("the deployment: %s", reply.Body)
	}
	if reply := d.Do(http.MethodGet, d.group+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", nil); reply.Status != http.StatusNotFound {
		t.Errorf("its resource: %d", reply.Status)
	}
}
