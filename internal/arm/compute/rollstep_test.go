package compute

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeInstances is a instances of names; those in capitals are not healthy, and what stands before
// a slash is the zone.
type fakeInstances struct {
	all      []instanceState
	upgraded []string
}

func newSquad(text string) (*fakeInstances, []string) {
	s := &fakeInstances{}
	var names []string
	for name := range strings.FieldsSeq(text) {
		zone, _, zonal := strings.Cut(name, "/")
		if !zonal {
			zone = ""
		}
		s.all = append(s.all, instanceState{name: name, zone: zone, healthy: name == strings.ToLower(name)})
		names = append(names, name)
	}
	return s, names
}

func (s *fakeInstances) states() []instanceState { return s.all }

func (s *fakeInstances) behind(context.Context, goal) ([]string, error) { return nil, nil }

func (s *fakeInstances) add(context.Context, time.Time) (string, error) { return "", nil }

func (s *fakeInstances) remove(context.Context, string) error { return nil }

func (s *fakeInstances) restore(_ context.Context, n string, _ model) error {
	s.upgraded = append(s.upgraded, "-"+n)
	return nil
}

func (s *fakeInstances) upgrade(_ context.Context, n string, _ goal, _ time.Time) error {
	s.upgraded = append(s.upgraded, n)
	return nil
}

func TestBatches(t *testing.T) {
	t.Parallel()
	usual := rollPolicy{Batch: 20, Unhealthy: 20, Upgraded: 20}
	with := func(change func(*rollPolicy)) rollPolicy {
		p := usual
		change(&p)
		return p
	}
	for _, c := range []struct {
		name, instances string
		policy          rollPolicy
		batches         string // "a b|c" is two batches
		code            string
	}{
		{"no instance", "", usual, "", rollCompleted},
		{"fewer than a share is one", "a b c", usual, "a|b|c", rollCompleted},
		{"a share", "a b c d e f g h i j", usual, "a b|c d|e f|g h|i j", rollCompleted},
		{"a share is a maximum", "a b c d e f g h i", usual, "a|b|c|d|e|f|g|h|i", rollCompleted},
		{"all together", "a b c", with(func(p *rollPolicy) { p.Batch, p.Unhealthy = 100, 100 }), "a b c", rollCompleted},
		{"not more than may be out of service", "a b c d e", with(func(p *rollPolicy) { p.Batch = 60 }), "a|b|c|d|e", rollCompleted},
		{"an unhealthy one leaves room for fewer", "a b c d e f g h i J", with(func(p *rollPolicy) { p.Upgraded = 100 }), "a|b|c|d|e|f|g|h|i J", rollCompleted},
		{"as many unhealthy as may be", "A b c d e", with(func(p *rollPolicy) { p.Upgraded = 100 }), "A|b|c|d|e", rollCompleted},
		{"too many unhealthy", "A B c d e", usual, "", rollFaulted},
		{"an upgraded one is unhealthy", "a b c d E", usual, "a|b|c|d|E", rollCompleted},
		{"too many upgraded ones are", "a b c D e", usual, "a|b|c|D", rollFaulted},
		{"the unhealthy first", "a b c d E", with(func(p *rollPolicy) { p.UnhealthyFirst = true; p.Upgraded = 100 }), "E|a|b|c|d", rollCompleted},
		{"a batch is of one zone", "1/a 2/b 1/c 2/d 1/e 3/f", with(func(p *rollPolicy) { p.Batch, p.Unhealthy = 50, 50 }), "1/a 1/c 1/e|2/b 2/d|3/f", rollCompleted},
		{"or of several", "1/a 2/b 1/c 2/d 1/e 3/f", with(func(p *rollPolicy) { p.Batch, p.Unhealthy, p.AcrossZones = 50, 50, true }), "1/a 2/b 1/c|2/d 1/e 3/f", rollCompleted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, names := newSquad(c.instances)
			r := rollout{Policy: c.policy, Pending: names, Code: rollingForward}
			var batches []string
			for now := r.Next; r.runs(); now = now.Add(time.Second) {
				if err := r.advance(t.Context(), s, now, time.Second, time.Second); err != nil {
					t.Fatal(err)
				}
				if len(r.Batch) > 0 {
					batches = append(batches, strings.Join(r.Batch, " "))
				}
			}
			if got := strings.Join(batches, "|"); got != c.batches || r.Code != c.code {
				t.Errorf("%s, %s; want %s, %s", got, r.Code, c.batches, c.code)
			}
			if done := strings.ReplaceAll(c.batches, "|", " "); strings.Join(s.upgraded, " ") != done {
				t.Errorf("upgraded: %v", s.upgraded)
			}
			if r.Code == rollCompleted && (r.Upgraded+len(r.Failed) != len(names) || len(r.Pending) > 0) {
				t.Errorf("%d and %d of %d", r.Upgraded, len(r.Failed), len(names))
			}
		})
	}
}

// At a limit the failed instances get the model that they had, where the policy says so.
func TestRollback(t *testing.T) {
	t.Parallel()
	for _, rollback := range []bool{false, true} {
		s, names := newSquad("a B c d e")
		kept := model{number: 7, profile: map[string]any{}}.keep()
		r := rollout{Policy: rollPolicy{Batch: 20, Unhealthy: 100, Upgraded: 20, Rollback: rollback}, Pending: names, Code: rollingForward, Earlier: kept}
		if err := r.advance(t.Context(), s, r.Next, 0, 0); err != nil {
			t.Fatal(err)
		}
		want := []string{"a", "B"}
		if rollback {
			want = append(want, "-B")
		}
		if r.Code != rollFaulted || !slices.Equal(s.upgraded, want) {
			t.Errorf("rollback %v: %s %v", rollback, r.Code, s.upgraded)
		}
	}
}
