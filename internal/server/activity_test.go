package server_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const eventsPath = "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter="

func TestActivityLog(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	group := w.Subscription() + "/resourceGroups/logged"
	since := w.Clock.Now()
	w.Must(http.MethodPut, group+"?api-version=2022-09-01", map[string]any{"location": "westus"})
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Clock.Advance(time.Second)
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	machine := w.MachineToken(w.Handle(set+"/virtualMachines/0"), "").Text("access_token")
	w.Clock.Advance(time.Second)
	if got := w.As(machine, http.MethodDelete, set+"?api-version=2024-07-01", nil); got.Status != http.StatusForbidden {
		t.Fatalf("%d %s", got.Status, got.Body)
	}
	w.Clock.Advance(time.Second)
	w.Must(http.MethodDelete, set+"?api-version=2024-07-01", nil)
	list := func(filter string) servertest.Reply {
		return w.Do(http.MethodGet, w.Subscription()+eventsPath+url.QueryEscape(filter), nil)
	}
	from := "eventTimestamp ge '" + since.UTC().Format(time.RFC3339) + "'"
	all := list(from + " and eventChannels eq 'Admin, Operation'")
	want := []struct{ action, status, method string }{
		{"Microsoft.Compute/virtualMachineScaleSets/delete", "Succeeded", "DELETE"},
		{"Microsoft.Compute/virtualMachineScaleSets/delete", "Failed", "DELETE"},
		{"Microsoft.Compute/virtualMachineScaleSets/write", "Succeeded", "PUT"},
		{"Microsoft.Resources/subscriptions/resourceGroups/write", "Succeeded", "PUT"},
	}
	events, _ := all.At("value").([]any)
	if len(events) != len(want) {
		t.Fatalf("%d events and not %d: %s", len(events), len(want), all.Body)
	}
	for i, e := range want {
		at := "value." + string(rune('0'+i)) + "."
		if all.Text(at+"operationName.value") != e.action || all.Text(at+"status.value") != e.status || all.Text(at+"httpRequest.method") != e.method {
			t.Errorf("event %d is %v and not %v", i, events[i], e)
		}
	}
	for name, c := range map[string]struct {
		filter string
		want   int
	}{
		"by group":           {from + " and resourceGroupName eq 'LOGGED'", 4},
		"by another group":   {from + " and resourceGroupName eq 'other'", 0},
		"by resource":        {from + " and resourceUri eq '" + set + "'", 3},
		"by provider":        {from + " and resourceProvider eq 'Microsoft.Resources'", 1},
		"by status":          {from + " and status eq 'Failed'", 1},
		"until before":       {from + " and eventTimestamp le '" + since.Add(1500*time.Millisecond).UTC().Format(time.RFC3339Nano) + "'", 2},
		"since the deletion": {"eventTimestamp ge '" + since.Add(3*time.Second).UTC().Format(time.RFC3339) + "'", 1},
	} {
		got, _ := list(c.filter).At("value").([]any)
		if len(got) != c.want {
			t.Errorf("%s: %d events and not %d", name, len(got), c.want)
		}
	}
	if got := list("color eq 'red'"); got.Status != http.StatusBadRequest {
		t.Errorf("an unknown property: %d %s", got.Status, got.Body)
	}
}
