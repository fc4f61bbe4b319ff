package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

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
