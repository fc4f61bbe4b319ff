package python

import (
	"maps"
	"testing"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// What the SDK does when a write meets a bad day: it is refused, its answer is lost,
// or its operation fails or never ends.
func TestBadDaysOfWrites(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	app := s.Application("writer").Role("Owner", s.Subscription())
	fresh := rg.Identity("fresh")
	p := start(t, behind(s, rg.VM("app").SystemAssigned()))
	networks := rg.ID + "/providers/Microsoft.Network/virtualNetworks/"
	write := func(name string, details map[string]any, w want) {
		t.Helper()
		task := map[string]any{"tenant": s.TenantID, "client": app.ClientID, "secret": app.ClientSecret, "subscription": s.SubscriptionID}
		maps.Copy(task, details)
		p.do(task).check(t, name, w)
	}
	write("the sign-in", map[string]any{"do": "putGroup", "name": "first", "counts": "/resourcegroups/"}, want{tries: 1})

	assign := map[string]any{
		"do": "assign", "counts": "/roleAssignments/", "scope": rg.ID, "principal": fresh.PrincipalID,
		"role": s.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
	}
	typed := func(kind any) map[string]any {
		task := maps.Clone(assign)
		task["type"] = map[string]any{"principal_type": kind}
		return task
	}
	unknown := s.Fault(azimuthtest.PrincipalNotFound().Principal(fresh.PrincipalID))
	write("a principal that has not spread", typed(nil), want{tries: 1, says: "PrincipalNotFound"})
	write("one of whose type nothing is said", assign, want{tries: 1, says: "UnmatchedPrincipalType"}) // the SDK says User
	write("one whose type is said", typed("ServicePrincipal"), want{tries: 1})
	unknown.Remove()

	for name, c := range map[string]struct {
		fault azimuthtest.Fault
		want  want
	}{
		"answer-lost":        {azimuthtest.Scenario("answer-lost"), want{tries: 2}},
		"a reset":            {azimuthtest.Reset().Times(1), want{tries: 2}},
		"a truncated answer": {azimuthtest.Truncate().Times(1), want{tries: 1, says: "DecodeError"}},
	} {
		fault := s.Fault(c.fault.At(azimuthtest.ResourceManager).Path("**/resourcegroups/" + "new"))
		write(name, map[string]any{"do": "putGroup", "name": "new", "counts": "/resourcegroups/"}, c.want)
		fault.Remove()
	}

	network := map[string]any{"do": "network", "id": networks + "fails", "counts": "Microsoft.Network"}
	fails := s.Fault(azimuthtest.FailOperation("AllocationFailed", "No room.").Times(1))
	write("an operation that fails", network, want{tries: 2, says: "(AllocationFailed) No room."})
	fails.Remove()

	stuck := s.Fault(azimuthtest.StickOperation())
	network = map[string]any{"do": "network", "id": networks + "sticks", "counts": "Microsoft.Network", "patience": 3}
	write("an operation that is stuck", network, want{tries: 5, slept: []float64{1, 1, 1}, says: "this takes too long"})
	stuck.Remove()
	write("the same when the fault is gone", map[string]any{"do": "wait", "counts": "Microsoft.Network"}, want{tries: 2}) // and what it has made
}
