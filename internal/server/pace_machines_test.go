package server_test

import (
	"net/http"
	"testing"
	"time"
)

// Where operations take time, turning an instance off and deleting it are
// operations too: the capacity follows at the end.
func TestInstancesTakeTheirTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	w.Clock.Advance(time.Minute)
	instance := set + "/virtualMachines/0"
	handle := w.Handle(instance)

	off := w.Do(http.MethodPost, instance+"/deallocate?api-version=2024-07-01", nil)
	if off.Status != http.StatusAccepted || off.Header.Get("Azure-Asyncoperation") == "" || off.Header.Get("Location") == "" {
		t.Errorf("deallocating: %d %v", off.Status, off.Header)
	}
	if view := w.Do(http.MethodGet, instance+"/instanceView?api-version=2024-07-01", nil); view.Status != http.StatusOK || view.Text("statuses.1.code") != "PowerState/deallocated" {
		t.Errorf("a view is no operation: %d %s", view.Status, view.Body)
	}
	if got := w.MachineToken(handle, ""); got.Status != http.StatusBadRequest {
		t.Errorf("a token for what is off: %d", got.Status)
	}
	w.Clock.Advance(time.Minute)

	gone := w.Do(http.MethodDelete, instance+"?api-version=2024-07-01", nil)
	if gone.Status != http.StatusAccepted {
		t.Fatalf("deleting: %d %s", gone.Status, gone.Body)
	}
	if capacity := w.Do(http.MethodGet, set+"?api-version=2024-07-01", nil).At("sku.capacity"); capacity != 1.0 {
		t.Errorf("the capacity is %v at once", capacity)
	}
	w.Clock.Advance(time.Minute)
	if capacity := w.Do(http.MethodGet, set+"?api-version=2024-07-01", nil).At("sku.capacity"); capacity != 0.0 {
		t.Errorf("the capacity is %v at the end", capacity)
	}
	if got := w.Do(http.MethodGet, instance+"?api-version=2024-07-01", nil); got.Status != http.StatusNotFound {
		t.Errorf("the instance at the end: %d", got.Status)
	}
}

// An extension inside a scale set is written and deleted by operations too.
func TestExtensionsTakeTheirTime(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/set"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", setBody)
	w.Clock.Advance(time.Minute)
	extension := set + "/extensions/e?api-version=2024-07-01"
	body := `{"properties": {"publisher": "Microsoft.Compute", "type": "BGInfo", "typeHandlerVersion": "2.1"}}`
	for _, step := range []struct {
		method, body string
		status       int
	}{
		{http.MethodPut, body, http.StatusCreated},
		{http.MethodPut, body, http.StatusOK},
		{http.MethodDelete, "", http.StatusAccepted},
	} {
		var sent any
		if step.body != "" {
			sent = step.body
		}
		reply := w.Do(step.method, extension, sent)
		poll := reply.Header.Get("Azure-Asyncoperation")
		if reply.Status != step.status || poll == "" {
			t.Fatalf("%s: %d %v %s", step.method, reply.Status, reply.Header, reply.Body)
		}
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "InProgress" {
			t.Errorf("%s: the operation is %s at once", step.method, got)
		}
		w.Clock.Advance(time.Minute)
		if got := w.Do(http.MethodGet, poll, nil).Text("status"); got != "Succeeded" {
			t.Errorf("%s: the operation is %s at the end", step.method, got)
		}
	}
}
