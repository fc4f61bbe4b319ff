package upgrade

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
)

// fakeInstances are instances that note what is done to them. Those whose names are
// in capitals are not healthy, and what stands before a slash is the zone.
type fakeInstances struct {
	all      []State
	upgraded []string
}

// named are instances with these names.
func named(text string) (*fakeInstances, []string) {
	s := &fakeInstances{}
	var names []string
	for name := range strings.FieldsSeq(text) {
		zone, _, zonal := strings.Cut(name, "/")
		if !zonal {
			zone = ""
		}
		s.all = append(s.all, State{Name: name, Zone: zone, Healthy: name == strings.ToLower(name)})
		names = append(names, name)
	}
	return s, names
}

func (s *fakeInstances) States() []State { return s.all }

func (s *fakeInstances) Behind(context.Context, Goal) ([]string, error) { return nil, nil }

func (s *fakeInstances) Add(context.Context, time.Time) (string, error) { return "", nil }

func (s *fakeInstances) Remove(context.Context, string) error { return nil }

func (s *fakeInstances) Restore(_ context.Context, n string, _ model.Model) error {
	s.upgraded = append(s.upgraded, "-"+n)
	return nil
}

func (s *fakeInstances) Upgrade(_ context.Context, n string, _ Goal, _ time.Time) error {
	s.upgraded = append(s.upgraded, n)
	return nil
}

func TestBatches(t *testing.T) {
	t.Parallel()
	usual := Policy{Batch: 20, Unhealthy: 20, Upgraded: 20}
	with := func(change func(*Policy)) Policy {
		p := usual
		change(&p)
		return p
	}
	for _, c := range []struct {
		name, instances string
		policy          Policy
		batches         string // "a b|c" is two batches
		code            string
	}{
		{"no instance", "", usual, "", codeCompleted},
		{"fewer than a share is one", "a b c", usual, "a|b|c", codeCompleted},
		{"a share", "a b c d e f g h i j", usual, "a b|c d|e f|g h|i j", codeCompleted},
		{"a share is a maximum", "a b c d e f g h i", usual, "a|b|c|d|e|f|g|h|i", codeCompleted},
		{"all together", "a b c", with(func(p *Policy) { p.Batch, p.Unhealthy = 100, 100 }), "a b c", codeCompleted},
		{"not more than may be out of service", "a b c d e", with(func(p *Policy) { p.Batch = 60 }), "a|b|c|d|e", codeCompleted},
		{"an unhealthy one leaves room for fewer", "a b c d e f g h i J", with(func(p *Policy) { p.Upgraded = 100 }), "a|b|c|d|e|f|g|h|i J", codeCompleted},
		{"as many unhealthy as may be", "A b c d e", with(func(p *Policy) { p.Upgraded = 100 }), "A|b|c|d|e", codeCompleted},
		{"too many unhealthy", "A B c d e", usual, "", codeFaulted},
		{"an upgraded one is unhealthy", "a b c d E", usual, "a|b|c|d|E", codeCompleted},
		{"too many upgraded ones are", "a b c D e", usual, "a|b|c|D", codeFaulted},
		{"the unhealthy first", "a b c d E", with(func(p *Policy) { p.UnhealthyFirst = true; p.Upgraded = 100 }), "E|a|b|c|d", codeCompleted},
		{"a batch is of one zone", "1/a 2/b 1/c 2/d 1/e 3/f", with(func(p *Policy) { p.Batch, p.Unhealthy = 50, 50 }), "1/a 1/c 1/e|2/b 2/d|3/f", codeCompleted},
		{"or of several", "1/a 2/b 1/c 2/d 1/e 3/f", with(func(p *Policy) { p.Batch, p.Unhealthy, p.AcrossZones = 50, 50, true }), "1/a 2/b 1/c|2/d 1/e 3/f", codeCompleted},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, names := named(c.instances)
			r := Rollout{Policy: c.policy, Pending: names, Code: codeForward}
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
			if r.Code == codeCompleted && (r.Upgraded+len(r.Failed) != len(names) || len(r.Pending) > 0) {
				t.Errorf("%d and %d of %d", r.Upgraded, len(r.Failed), len(names))
			}
		})
	}
}

// At a limit the failed instances get the model that they had, where the policy says so.
func TestRollback(t *testing.T) {
	t.Parallel()
	for _, rollback := range []bool{false, true} {
		s, names := named("a B c d e")
		kept := model.Model{Number: 7, Profile: map[string]any{}}.Keep()
		r := Rollout{Policy: Policy{Batch: 20, Unhealthy: 100, Upgraded: 20, Rollback: rollback}, Pending: names, Code: codeForward, Earlier: kept}
		if err := r.advance(t.Context(), s, r.Next, 0, 0); err != nil {
			t.Fatal(err)
		}
		want := []string{"a", "B"}
		if rollback {
			want = append(want, "-B")
		}
		if r.Code != codeFaulted || !slices.Equal(s.upgraded, want) {
			t.Errorf("rollback %v: %s %v", rollback, r.Code, s.upgraded)
		}
	}
}
