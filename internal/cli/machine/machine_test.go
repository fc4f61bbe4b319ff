package machine_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/minimal"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// world is a server and what a Maker says it did.
type world struct {
	*servertest.World
	maker machine.Maker
	done  []string
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{World: servertest.Start(t, nil)}
	c, err := client.New(w.Environment)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	w.maker = machine.Maker{Client: c, Sources: resource.System(), Location: "westeurope", Done: func(what string) { w.done = append(w.done, what) }}
	return w
}

func (w *world) create(t *testing.T, r machine.Ref) string {
	t.Helper()
	id, err := w.maker.Create(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestCreateIsIdempotent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		ref  machine.Ref
		end  string
	}{
		{"virtual machine", machine.Ref{VM: "app"}, "/resourceGroups/azimuth/providers/Microsoft.Compute/virtualMachines/app"},
		{"instance", machine.Ref{Group: "mine", ScaleSet: "web", Instance: "1"}, "/resourceGroups/mine/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			first := w.create(t, test.ref)
			if !strings.HasSuffix(first, test.end) {
				t.Errorf("made %s", first)
			}
			w.done = nil
			if second := w.create(t, test.ref); second != first || w.done != nil {
				t.Errorf("the second time: %s, %q", second, w.done)
			}
		})
	}
}

func TestRolesAndIdentities(t *testing.T) {
	t.Parallel()
	w := start(t)
	id := w.create(t, machine.Ref{ScaleSet: "web", Instance: "0"})
	set := strings.TrimSuffix(id, "/virtualMachines/0")
	w.Must(http.MethodPatch, set+"?api-version=2024-07-01", map[string]any{"properties": map[string]any{"upgradePolicy": map[string]any{"mode": "Manual"}}})
	for _, test := range []struct {
		name string
		do   func() error
		want []string
	}{
		{
			"an identity is made, assigned and brought to the instance", func() error { return w.maker.Assign(t.Context(), id, []string{"ID1"}) },
			[]string{"created identity ID1", "assigned identity ID1", "upgraded instance 0"},
		},
		{"again", func() error { return w.maker.Assign(t.Context(), id, []string{"id1"}) }, nil},
		{
			"a role for both, by its name", func() error { return w.maker.Grant(t.Context(), id, "reader", "") },
			[]string{"gave the role reader at " + w.Subscription() + "/resourceGroups/azimuth", "gave the role reader at " + w.Subscription() + "/resourceGroups/azimuth"},
		},
		{"again, by its GUID", func() error { return w.maker.Grant(t.Context(), id, "acdd72a7-3385-48ef-bd42-f606fba81ae7", "") }, nil},
		{
			"at another scope", func() error { return w.maker.Grant(t.Context(), id, "Reader", w.Subscription()+"/") },
			[]string{"gave the role Reader at " + w.Subscription(), "gave the role Reader at " + w.Subscription()},
		},
	} {
		w.done = nil
		if err := test.do(); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, w.done); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
	handle := w.Handle(id)
	token := w.MachineToken(handle, "&msi_res_id="+w.Subscription()+"/resourceGroups/azimuth/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ID1").Text("access_token")
	if reply := w.As(token, http.MethodGet, set+"?api-version=2024-07-01", nil); reply.Status != http.StatusOK {
		t.Errorf("reading as ID1: %d %s", reply.Status, reply.Body)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	w := start(t)
	id := w.create(t, machine.Ref{Group: "a", VM: "app"})
	w.create(t, machine.Ref{Group: "b", VM: "app"})
	for _, test := range []struct {
		name string
		do   func() error
		want string
	}{
		{"two of the name", func() error { _, err := machine.Find(t.Context(), w.maker.Client, machine.Ref{VM: "app"}); return err }, "a, b: say which one is meant with -g"},
		{"none of the name", func() error { _, err := machine.Find(t.Context(), w.maker.Client, machine.Ref{VM: "x"}); return err }, "there is no virtual machine x; --create makes it"},
		{"none in the group", func() error {
			_, err := machine.Find(t.Context(), w.maker.Client, machine.Ref{Group: "a", ScaleSet: "app"})
			return err
		}, "there is no scale set app in the resource group a"},
		{"no such role", func() error { return w.maker.Grant(t.Context(), id, "it's none", "") }, `there is no role "it's none"`},
		{"no such role id", func() error { return w.maker.Grant(t.Context(), id, "00000000-0000-0000-0000-000000000001", "") }, "there is no role 00000000"},
		{"no such identity", func() error {
			return w.maker.Assign(t.Context(), id, []string{strings.Replace(id, "Microsoft.Compute/virtualMachines", "Microsoft.ManagedIdentity/userAssignedIdentities", 1)})
		}, "there is no identity /subscriptions/"},
		{"two kinds", func() error { return machine.Ref{VM: "a", ScaleSet: "b"}.Check() }, "say which machine is meant"},
		{"a negative instance", func() error { return machine.Ref{ScaleSet: "b", Instance: "-1"}.Check() }, `there is no instance "-1"`},
		{"a path", func() error { return machine.Ref{ScaleSet: "b", Instance: "0/connect"}.Check() }, `there is no instance "0/connect"`},
		{"a name where numbers would be", func() error {
			_, err := w.maker.Create(t.Context(), machine.Ref{ScaleSet: "none", Instance: "none_1234abcd"})
			return err
		}, "its instances are numbered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := test.do(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestGrowPastADeletedInstance(t *testing.T) {
	t.Parallel()
	w := start(t)
	id := w.create(t, machine.Ref{ScaleSet: "web", Instance: "1"})
	set := strings.TrimSuffix(id, "/virtualMachines/1")
	for _, capacity := range []int{1, 2} { // instance 1 goes, and 2 comes
		w.Must(http.MethodPatch, set+"?api-version=2024-07-01", map[string]any{"sku": map[string]any{"name": "Standard_B1s", "capacity": capacity}})
	}
	_, err := w.maker.Create(t.Context(), machine.Ref{ScaleSet: "web", Instance: "1"})
	if err == nil || !strings.Contains(err.Error(), "numbers of deleted instances are not used again") {
		t.Errorf("got %v", err)
	}
}

// The instances of a Flexible scale set are virtual machines; the set itself is
// made by nobody but its user.
func TestInstanceOfAFlexibleScaleSet(t *testing.T) {
	t.Parallel()
	w := start(t)
	first := w.create(t, machine.Ref{VM: "alone"})
	group, _, _ := strings.Cut(first, "/providers/")
	body := minimal.ScaleSet("flex", "westeurope", group+"/providers/Microsoft.Network/virtualNetworks/azimuth-net/subnets/"+minimal.SubnetName, 1)
	body["properties"].(map[string]any)["orchestrationMode"] = "Flexible"
	set := group + "/providers/Microsoft.Compute/virtualMachineScaleSets/flex"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", body)
	instances := w.Must(http.MethodGet, set+"/virtualMachines?api-version=2024-07-01", nil)
	name, _ := instances.At("value.0.name").(string)

	id := w.create(t, machine.Ref{ScaleSet: "flex", Instance: name})
	if want := group + "/providers/Microsoft.Compute/virtualMachines/" + name; !strings.EqualFold(id, want) {
		t.Errorf("got %s, want %s", id, want)
	}
	if err := w.maker.Assign(t.Context(), id, []string{"ID1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := machine.Connect(t.Context(), w.maker.Client, id); err != nil {
		t.Error(err)
	}
	for _, instance := range []string{"0", "alone"} {
		_, err := w.maker.Create(t.Context(), machine.Ref{ScaleSet: "flex", Instance: instance})
		if want := "has no instance " + instance + "; the instances of this Flexible scale set are: " + name; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", instance, err, want)
		}
	}
}
