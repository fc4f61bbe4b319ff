package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// Requests are counted as Azure counts them, by the server's clock.
func TestLimitsAsAzure(t *testing.T) {
	t.Parallel()
	d := startBadDayWith(t, func(c *server.Config) { c.AzureLimits = true })
	d.advance(t, time.Hour)
	address := d.group + "?api-version=2021-04-01"
	for i, want := range []string{"249", "248"} {
		reply := d.Do(http.MethodGet, address, nil)
		if reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Reads") != want || reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Global-Reads") == "" {
			t.Errorf("read %d: %v", i+1, reply.Header)
		}
	}
	if reply := d.Do(http.MethodPut, address, `{"location":"westus"}`); reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Writes") != "199" || reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Global-Writes") != "2999" {
		t.Errorf("a write: %v", reply.Header)
	}
	if reply := d.Do(http.MethodGet, "/subscriptions?api-version=2022-12-01", nil); reply.Header.Get("X-Ms-Ratelimit-Remaining-Tenant-Reads") != "249" {
		t.Errorf("of the tenant: %v", reply.Header)
	}
	for range 248 {
		d.Do(http.MethodGet, address, nil)
	}
	reply := d.Do(http.MethodGet, address, nil)
	if reply.Status != http.StatusTooManyRequests || reply.Header.Get("Retry-After") != "1" || reply.Text("error.code") != "SubscriptionRequestsThrottled" ||
		!strings.HasPrefix(reply.Text("error.message"), "Number of 'read' requests for subscription '"+d.SubscriptionID+"' actor '") {
		t.Errorf("the 251st: %d %v %s", reply.Status, reply.Header, reply.Body)
	}
	machine := d.MachineToken(d.handle, "").Text("access_token")
	if reply := d.As(machine, http.MethodGet, address, nil); reply.Status != http.StatusForbidden {
		t.Errorf("another principal: %d", reply.Status)
	}
	if reply := d.Do(http.MethodGet, "/providers/Azimuth/faults?api-version=2022-12-01", nil); reply.Status != http.StatusOK || reply.Header.Get("X-Ms-Ratelimit-Remaining-Tenant-Reads") != "" {
		t.Errorf("the administration: %d %v", reply.Status, reply.Header)
	}
	d.advance(t, time.Second)
	if reply := d.Do(http.MethodGet, address, nil); reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Reads") != "24" {
		t.Errorf("a second later: %d %v", reply.Status, reply.Header)
	}
}

// Microsoft.Compute has limits for each resource.
func TestLimitsOfCompute(t *testing.T) {
	t.Parallel()
	d := startBadDayWith(t, func(c *server.Config) { c.AzureLimits = true })
	d.advance(t, time.Hour)
	patch := func() (string, int) {
		reply := d.Do(http.MethodPatch, d.machine+"?api-version=2024-07-01", `{"tags":{"a":"b"}}`)
		if reply.Status == http.StatusTooManyRequests {
			if reply.Text("error.code") != "OperationNotAllowed" || reply.Text("error.details.0.code") != "TooManyRequests" || reply.Text("error.details.0.target") != "UpdateVMResource" || reply.Header.Get("X-Ms-Failure-Cause") != "service" {
				t.Errorf("refused by %v %s", reply.Header, reply.Body)
			}
			return reply.Header.Get("Retry-After"), reply.Status
		}
		return reply.Header.Get("X-Ms-Ratelimit-Remaining-Resource"), reply.Status
	}
	for i := range 12 {
		left, status := patch()
		if i == 0 && left != "Microsoft.Compute/UpdateVMSubscriptionMaximum;1499,Microsoft.Compute/UpdateVMResource;11" || status != http.StatusOK {
			t.Errorf("update %d: %d %s", i+1, status, left)
		}
	}
	d.advance(t, 20*time.Second)
	if wait, status := patch(); status != http.StatusTooManyRequests || wait != "40" {
		t.Errorf("the 13th: %d, after %s s", status, wait)
	}
	if reply := d.As("", http.MethodGet, d.group+"?api-version=2021-04-01", nil, fault.ExemptHeader, "exempt"); reply.Header.Get("X-Ms-Ratelimit-Remaining-Subscription-Reads") != "" {
		t.Error("an unauthenticated request is counted")
	}
	d.advance(t, 40*time.Second)
	for i, want := range []int{200, 200, 200, 200, 429} {
		if _, status := patch(); status != want {
			t.Errorf("a minute later, update %d: %d", i+1, status)
		}
	}
}

// Microsoft Graph counts resource units, and tells when few are left.
func TestLimitsOfGraph(t *testing.T) {
	t.Parallel()
	d := startBadDayWith(t, func(c *server.Config) { c.AzureLimits = true })
	token := d.GraphToken(d.ClientID, d.ClientSecret)
	ask := func() servertest.Reply {
		return d.GraphAs(token, http.MethodGet, "/groups/"+noGUID+"/transitiveMembers", nil)
	}
	d.advance(t, time.Hour)
	if reply := ask(); reply.Header.Get("X-Ms-Resource-Unit") != "5" || reply.Header.Get("X-Ms-Throttle-Limit-Percentage") != "" || reply.Status != http.StatusNotFound {
		t.Errorf("the first: %d %v", reply.Status, reply.Header)
	}
	for range 698 {
		ask()
	}
	if reply := ask(); reply.Header.Get("X-Ms-Throttle-Limit-Percentage") != "1.00" {
		t.Errorf("the last: %v", reply.Header)
	}
	for range 2 { // what is refused takes nothing
		reply := ask()
		if reply.Status != http.StatusTooManyRequests || reply.Header.Get("Retry-After") != "1" || reply.Header.Get("X-Ms-Throttle-Information") != "ResourceUnitLimitExceeded" ||
			reply.Header.Get("X-Ms-Throttle-Scope") != "Tenant_Application/ReadWrite/"+d.ClientID+"/"+d.TenantID || reply.Text("error.code") != "TooManyRequests" ||
			!strings.HasPrefix(reply.Text("error.message"), "Too many requests from Identifier:"+d.ClientID) {
			t.Errorf("too much: %d %v %s", reply.Status, reply.Header, reply.Body)
		}
	}
	if reply := d.Do(http.MethodGet, d.group+"?api-version=2021-04-01", nil); reply.Status != http.StatusOK {
		t.Errorf("Resource Manager: %d", reply.Status)
	}
	d.advance(t, time.Second)
	if reply := ask(); reply.Status != http.StatusNotFound || reply.Header.Get("X-Ms-Throttle-Limit-Percentage") != "0.90" {
		t.Errorf("a second later: %d %v", reply.Status, reply.Header)
	}
}

// noGUID is the id of nothing.
const noGUID = "11111111-2222-4333-8444-555555555555"

// The token service refuses an application that asks for token after token.
func TestLimitsOfTokens(t *testing.T) {
	t.Parallel()
	d := startBadDayWith(t, func(c *server.Config) { c.AzureLimits = true })
	ask := func(secret, scope string, headers ...string) servertest.Reply {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {d.ClientID}, "client_secret": {secret}, "scope": {scope}}
		return d.As("", http.MethodPost, d.Login+"/"+d.TenantID+"/oauth2/v2.0/token", form.Encode(),
			append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
	}
	const scope, other = "https://management.azure.com/.default", "https://graph.microsoft.com/.default"
	d.advance(t, time.Hour)
	for range 300 {
		ask("wrong", scope) // whoever cannot prove to be the application uses up nothing
	}
	for i := range 200 {
		if reply := ask(d.ClientSecret, scope); reply.Status != http.StatusOK {
			t.Fatalf("request %d: %d %s", i, reply.Status, reply.Body)
		}
	}
	if reply := ask(d.ClientSecret, scope); reply.Status != http.StatusTooManyRequests || reply.Header.Get("Retry-After") != "60" || reply.Body != "Too Many Requests" {
		t.Errorf("the 201st: %d %v %s", reply.Status, reply.Header, reply.Body)
	}
	if reply := ask(d.ClientSecret, other); reply.Status != http.StatusOK {
		t.Errorf("another audience: %d %s", reply.Status, reply.Body)
	}
	if reply := ask(d.ClientSecret, scope, fault.ExemptHeader, "exempt"); reply.Status != http.StatusOK {
		t.Errorf("who is exempt: %d %s", reply.Status, reply.Body)
	}
	d.advance(t, time.Minute)
	if reply := ask(d.ClientSecret, scope); reply.Status != http.StatusOK {
		t.Errorf("a minute later: %d %s", reply.Status, reply.Body)
	}
}

// A client that sends a person's same request again and again is told of its loop.
func TestLimitsOfPeople(t *testing.T) {
	t.Parallel()
	p := peopleAt(t, servertest.Start(t, func(c *server.Config) { c.AzureLimits = true }))
	refresh := p.good(p.token(redemption(p.codeOf(p.asAdmin(p.portalRequest())), "client_id", portal, "redirect_uri", p.Login+"/portal/"))).Text("refresh_token")
	ask := func(scope string) servertest.Reply {
		return p.token(refreshing(refresh, "client_id", portal, "scope", scope))
	}
	for range 15 {
		p.good(ask("https://management.azure.com/.default"))
	}
	p.refused(ask("https://management.azure.com/.default"), http.StatusBadRequest, "invalid_grant", "50196")
	p.good(ask("https://graph.microsoft.com/.default"))
}
