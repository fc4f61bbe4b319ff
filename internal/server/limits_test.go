package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/server"
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
