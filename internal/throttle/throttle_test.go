package throttle_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/throttle"
)

// The table by which Microsoft explains its buckets of 12 tokens, of which 4 come
// back in a minute.
func TestBucketsAsDocumented(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	c := throttle.NewCounter(func() time.Time { return now })
	bucket := []throttle.Bucket{{Key: "vm", Limit: throttle.Limit{Capacity: 12, Refill: 4, Every: time.Minute}}}
	var got []string
	for _, asked := range []int{0, 8, 0, 13, 5, 0} {
		throttled := 0
		for range asked {
			if _, empty, _ := c.Take(bucket); empty == 0 {
				throttled++
			}
		}
		got = append(got, fmt.Sprint(throttled))
		now = now.Add(time.Minute)
	}
	if strings.Join(got, " ") != "0 0 0 1 1 0" {
		t.Errorf("throttled %v", got)
	}
}

func TestTakeAllOrNone(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	c := throttle.NewCounter(func() time.Time { return now })
	limit := func(n int) throttle.Limit { return throttle.Limit{Capacity: n, Refill: 1, Every: 10 * time.Second} }
	both := []throttle.Bucket{{Key: "large", Limit: limit(5)}, {Key: "small", Limit: limit(1)}}
	if left, empty, _ := c.Take(both); empty != -1 || fmt.Sprint(left) != "[4 0]" {
		t.Errorf("first: %v %d", left, empty)
	}
	now = now.Add(4 * time.Second)
	left, empty, wait := c.Take(both)
	if empty != 1 || wait != 6*time.Second {
		t.Errorf("second: %v %d %s", left, empty, wait)
	}
	if left, _, _ := c.Take(both[:1]); left[0] != 3 {
		t.Errorf("the refused request took a token: %v", left)
	}
	now = now.Add(6 * time.Second)
	if _, empty, _ := c.Take(both); empty != -1 {
		t.Error("nothing came back")
	}
}

func TestManager(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	c := throttle.NewCounter(func() time.Time { return now })
	until := func(principal, method string) (n int) {
		for ; ; n++ {
			if _, empty, _ := c.Take(throttle.Manager(method, "S", principal)); empty >= 0 {
				return n
			}
		}
	}
	for _, step := range []struct {
		principal, method string
		want              int
	}{{"ann", "GET", 250}, {"ann", "HEAD", 0}, {"bob", "GET", 250}, {"ann", "PUT", 200}, {"ann", "POST", 0}, {"ann", "DELETE", 200}} {
		if got := until(step.principal, step.method); got != step.want {
			t.Errorf("%s of %s: %d before the first was too many, want %d", step.method, step.principal, got, step.want)
		}
	}
	now = now.Add(2 * time.Second)
	if got := until("ann", "GET"); got != 50 {
		t.Errorf("two seconds later: %d", got)
	}
	for i := range 15 { // with ann and bob, until all principals together have asked 3750 times
		until(fmt.Sprint("other", i), "GET")
	}
	if got := until("late", "GET"); got >= 250 {
		t.Errorf("all together have no limit")
	}
	if left, _, _ := c.Take(throttle.Manager("GET", "", "ann")); left[0] != 249 {
		t.Errorf("the tenant's: %v", left)
	}
}

func TestCompute(t *testing.T) {
	t.Parallel()
	const group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/"
	for _, c := range []struct{ method, path, want string }{
		{"GET", group + "virtualMachines/app", "LowCostGetSubscriptionMaximum 24000, LowCostGetResource 36"},
		{"GET", group + "virtualMachines", "HighCostGetSubscriptionMaximum 900"},
		{"GET", "/subscriptions/s/providers/Microsoft.Compute/virtualMachines", "HighCostGetSubscriptionMaximum 900"},
		{"GET", "/subscriptions/s/providers/Microsoft.Compute/locations/westus/virtualMachines", "HighCostGetSubscriptionMaximum 900"},
		{"PUT", group + "virtualMachines/app", "PutVMSubscriptionMaximum 1500, PutVMResource 12"},
		{"PATCH", group + "virtualMachines/app", "UpdateVMSubscriptionMaximum 1500, UpdateVMResource 12"},
		{"PUT", group + "virtualMachines/app/extensions/e", "UpdateVMSubscriptionMaximum 1500, UpdateVMResource 12"},
		{"DELETE", group + "virtualMachines/app/extensions/e", "UpdateVMSubscriptionMaximum 1500, UpdateVMResource 12"},
		{"POST", group + "virtualMachines/app/powerOff", "UpdateVMSubscriptionMaximum 1500, UpdateVMResource 12"},
		{"POST", group + "virtualMachines/app/deallocate", "DeleteVMSubscriptionMaximum 1500, DeleteVMResource 12"},
		{"DELETE", group + "virtualMachines/app", "DeleteVMSubscriptionMaximum 1500, DeleteVMResource 12"},
		{"POST", group + "virtualMachines/app/assessPatches", "VMGuestPatchOperationsSubscriptionMaximum 600, VMGuestPatchOperationsResource 6"},
		{"PUT", group + "virtualMachineScaleSets/s", "CreateVMScaleSetSubscriptionMaximum 375, CreateVMScaleSetResource 12"},
		{"PATCH", group + "virtualMachineScaleSets/s", "UpdateVMScaleSetSubscriptionMaximum 1500, UpdateVMScaleSetResource 12"},
		{"POST", group + "virtualMachineScaleSets/s/start", "UpdateVMScaleSetSubscriptionMaximum 1500"},
		{"POST", group + "virtualMachineScaleSets/s/manualupgrade", "UpdateVMScaleSetSubscriptionMaximum 1500, UpdateVMScaleSetResource 12"},
		{"POST", group + "virtualMachineScaleSets/s/poweroff", "DeleteVMScaleSetSubscriptionMaximum 525"},
		{"DELETE", group + "virtualMachineScaleSets/s", "DeleteVMScaleSetSubscriptionMaximum 525, DeleteVMScaleSetResource 12"},
		{"GET", group + "virtualMachineScaleSets/s", "GetVMScaleSetSubscriptionMaximum 2400, GetVMScaleSetResource 36"},
		{"GET", group + "virtualMachineScaleSets/s/instanceView", "HighCostGetVMScaleSetSubscriptionMaximum 1080, HighCostGetVMScaleSetResource 30"},
		{"GET", group + "virtualMachineScaleSets", "HighCostGetVMScaleSetSubscriptionMaximum 1080"},
		{"GET", group + "virtualMachineScaleSets/s/virtualMachines/0", "GetVMScaleSetVMsSubscriptionMaximum 6000, GetVMScaleSetVMsResource 36"},
		{"POST", group + "virtualMachineScaleSets/s/virtualMachines/0/restart", "UpdateVMScaleSetVMsSubscriptionMaximum 1500, UpdateVMScaleSetVMsResource 12"},
		{"DELETE", group + "virtualMachineScaleSets/s/virtualMachines/0", "DeleteVMScaleSetVMsSubscriptionMaximum 1500, DeleteVMScaleSetVMsResource 12"},
		{"GET", "/subscriptions/s/providers/Microsoft.Compute/locations/westus/operations/o", "GetOperationSubscriptionMaximum 15000, GetOperationResource 45"},
		{"GET", group + "disks/d", ""},
		{"GET", group, ""},
		{"GET", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v", ""},
		{"GET", "/providers/Microsoft.Compute", ""},
		{"GET", "microsoft.compute", ""},
		{"GET", "/", ""},
	} {
		buckets := throttle.Compute(c.method, c.path)
		var got []string
		for _, b := range buckets {
			got = append(got, fmt.Sprint(b.Name, " ", b.Limit.Capacity))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s %s: %v, want %s", c.method, c.path, got, c.want)
		}
	}
	one, two := throttle.Compute("PATCH", group+"virtualMachines/ONE"), throttle.Compute("POST", group+"virtualmachines/one/start")
	other := throttle.Compute("PATCH", group+"virtualMachines/two")
	if one[1].Key != two[1].Key || one[1].Key == other[1].Key || one[0].Key != other[0].Key {
		t.Errorf("%v %v %v", one, two, other)
	}
}

func TestTakeWhatItCosts(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	c := throttle.NewCounter(func() time.Time { return now })
	take := func(cost int) (left int, wait time.Duration) {
		all, _, wait := c.Take([]throttle.Bucket{{Key: "units", Limit: throttle.Limit{Capacity: 10, Refill: 2, Every: time.Second}, Cost: cost}})
		return all[0], wait
	}
	for i, step := range []struct {
		after time.Duration
		cost  int
		left  int
		wait  time.Duration
	}{{0, 8, 2, 0}, {0, 5, 2, 2 * time.Second}, {0, 2, 0, 0}, {1500 * time.Millisecond, 5, 2, 1500 * time.Millisecond}, {1500 * time.Millisecond, 5, 1, 0}} {
		now = now.Add(step.after)
		if left, wait := take(step.cost); left != step.left || wait != step.wait {
			t.Errorf("step %d: %d left, after %s; want %d and %s", i, left, wait, step.left, step.wait)
		}
	}
}

func FuzzCompute(f *testing.F) {
	f.Add("GET", "/subscriptions/s/providers/Microsoft.Compute/virtualMachines")
	f.Fuzz(func(t *testing.T, method, path string) {
		for _, b := range throttle.Compute(method, path) {
			if b.Limit.Capacity < 1 || b.Limit.Refill < 1 || b.Key == "" {
				t.Errorf("%+v", b)
			}
		}
	})
}
