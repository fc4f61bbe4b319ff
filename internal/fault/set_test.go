package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// world is a set with a clock that stands still.
type world struct {
	*Set
	now time.Time
}

func newWorld() *world {
	w := &world{now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.Set = NewSet(func() time.Time { return w.now }, "now")
	return w
}

func (w *world) add(t *testing.T, rules ...Rule) []State {
	t.Helper()
	added, err := w.Add(rules...)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func answer(status int) Effect { return Effect{Kind: Answer, Refusal: Refusal{Status: status}} }

// hits tells of n requests in a row which one was met.
func (w *world) hits(n int) string {
	var b strings.Builder
	for range n {
		if _, hit := w.Hit(AtEdge, Request{Front: ResourceManager}); hit {
			b.WriteByte('x')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

func TestWhen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when When
		want string
	}{
		"always":                {When{}, "xxxxxxxxxxxx"},
		"times":                 {When{Times: 3}, "xxx........."},
		"skip":                  {When{Skip: 2}, "..xxxxxxxxxx"},
		"skip and times":        {When{Skip: 2, Times: 1}, "..x........."},
		"every":                 {When{Every: 3}, "..x..x..x..x"},
		"every and times":       {When{Every: 3, Times: 2}, "..x..x......"},
		"every and skip":        {When{Every: 3, Skip: 1}, "...x..x..x.."},
		"certain":               {When{Probability: 1}, "xxxxxxxxxxxx"},
		"probability":           {When{Probability: 0.5, Seed: 7}, "..xxxxxx.xx."},
		"probability, seed":     {When{Probability: 0.5, Seed: 8}, ".x.xx...x..x"},
		"probability and times": {When{Probability: 0.5, Seed: 7, Times: 2}, "..xx........"},
	} {
		w := newWorld()
		w.add(t, Rule{When: c.when, Effect: answer(500)})
		if got := w.hits(len(c.want)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestWhenByTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.add(t, Rule{When: When{After: Duration(10 * time.Second), For: Duration(20 * time.Second), Times: 3}, Effect: answer(500)})
	var got strings.Builder
	for range 7 {
		got.WriteString(w.hits(1))
		w.now = w.now.Add(5 * time.Second)
	}
	if got.String() != "..xxx.." {
		t.Error(got.String())
	}
	w = newWorld()
	w.add(t, Rule{When: When{For: Duration(time.Second)}, Effect: answer(500)})
	w.now = w.now.Add(time.Second)
	if got := w.hits(1); got != "." {
		t.Error("it lasts beyond its end")
	}
	if state := w.List()[0]; !state.Over || state.Seen != 0 {
		t.Errorf("at its end: %+v", state)
	}
}

func TestRatesRepeat(t *testing.T) {
	t.Parallel()
	rate := func(seed uint64) string {
		w := newWorld()
		w.add(t, Rule{When: When{Probability: 0.2, Seed: seed}, Effect: answer(500)})
		return w.hits(2000)
	}
	one := rate(1)
	if one != rate(1) || one == rate(2) {
		t.Error("the seed does not decide")
	}
	if n := strings.Count(one, "x"); n < 340 || n > 460 {
		t.Errorf("%d of 2000 with a probability of 0.2", n)
	}
}

func TestFirstRuleActs(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.add(t,
		Rule{Effect: Effect{Kind: Delay, Delay: Duration(time.Second)}},
		Rule{When: When{Times: 1}, Effect: Effect{Kind: Answer, Delay: Duration(2 * time.Second), Refusal: Refusal{Status: 500}}},
		Rule{Effect: answer(503)},
	)
	var got []string
	for range 2 {
		hit, ok := w.Hit(AtEdge, Request{})
		var waits time.Duration
		for _, wait := range hit.waits {
			waits += wait.lasts
		}
		got = append(got, fmt.Sprint(ok, hit.Rule.Effect.Status, waits))
	}
	if want := "[true 500 3s true 503 1s]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if third := w.List()[2]; third.Seen != 1 {
		t.Errorf("the rule behind one that acted saw %d requests", third.Seen)
	}
}

func TestPoints(t *testing.T) {
	t.Parallel()
	w := newWorld()
	for _, at := range []Point{AtEdge, AtRoles, AtOperation, AtPrincipal, AtIdentity} {
		if w.Armed(at) {
			t.Errorf("an empty set is armed at %d", at)
		}
	}
	added := w.add(t, Rule{Effect: Effect{Kind: FailOperation}}, Rule{Effect: Effect{Kind: IdentityNotFound}},
		Rule{Effect: Effect{Kind: IdentityNotFound, Lag: Duration(time.Second)}})
	if w.Armed(AtRoles) || !w.Armed(AtOperation) || !w.Armed(AtEdge) || !w.Armed(AtIdentity) {
		t.Error("not armed where the rules are")
	}
	if _, hit := w.Hit(AtEdge, Request{Front: Metadata}); hit {
		t.Error("a request for no token met a rule about tokens")
	}
	if hit, ok := w.Hit(AtEdge, Request{Front: Metadata, Audience: "a"}); !ok || hit.Rule.ID != added[1].ID {
		t.Errorf("%+v", hit)
	}
	mark := w.Mark(added[0].Rule)
	if !w.Holds(mark) || w.Holds("then/"+added[0].ID) || !w.Remove(added[0].ID) || w.Remove(added[0].ID) || w.Holds(mark) || w.Armed(AtOperation) {
		t.Error("removing once takes it away, and twice is nothing")
	}
	w.Clear()
	if w.Armed(AtEdge, AtIdentity) || len(w.List()) != 0 {
		t.Error("something is left")
	}
	var none *Set
	if _, hit := none.Hit(AtEdge, Request{}); hit || none.Armed(AtEdge) || none.Holds("now/1") || none.Unknown(Subject{}, Request{}) {
		t.Error("no set has rules")
	}
}

func TestLag(t *testing.T) {
	t.Parallel()
	w := newWorld()
	old, young := Subject{At: AtRoles, Name: "old"}, Subject{At: AtRoles, Name: "young"}
	w.Born(old) // while nobody wants to know
	w.add(t, Rule{Match: Match{Principal: "p"}, Effect: Effect{Kind: RoleMissing, Lag: Duration(time.Minute)}})
	w.Born(young)
	mine := Request{Front: ResourceManager, ObjectID: "p"}
	for _, c := range []struct {
		after   time.Duration
		subject Subject
		asked   Request
		want    bool
	}{
		{0, old, mine, false},
		{0, young, mine, true},
		{0, young, Request{Front: ResourceManager, ObjectID: "q"}, false},
		{0, Subject{At: AtPrincipal, Name: "young"}, mine, false},
		{59 * time.Second, young, mine, true},
		{time.Second, young, mine, false},
	} {
		w.now = w.now.Add(c.after)
		if got := w.Unknown(c.subject, c.asked); got != c.want {
			t.Errorf("%+v asked by %q at %s: %t", c.subject, c.asked.ObjectID, w.now, got)
		}
	}
	w.Born(old)
	if len(w.young) != 1 {
		t.Errorf("what is old is kept: %v", w.young)
	}
	w.add(t, Rule{Effect: Effect{Kind: RoleMissing, Lag: Duration(time.Hour)}})
	w.now = w.now.Add(2 * time.Minute)
	if !w.Unknown(old, mine) {
		t.Error("the longer lag does not hold what was new at the same moment")
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	w := newWorld()
	began := w.now
	added := w.add(t, Rule{Effect: Effect{Kind: Delay, Delay: Duration(time.Second)}}, Rule{Effect: Effect{Kind: Delay, Delay: Duration(time.Minute)}})
	hit, _ := w.Hit(AtEdge, Request{})
	var untils []time.Duration
	passing := func(_ context.Context, until time.Time) error { untils = append(untils, until.Sub(began)); return nil }
	w.now = w.now.Add(time.Hour) // who waits begins when the request was met
	if err := w.Wait(t.Context(), hit, passing); err != nil || fmt.Sprint(untils) != "[1s 1m1s]" {
		t.Errorf("%v %v", untils, err)
	}
	still := func(ctx context.Context, _ time.Time) error { <-ctx.Done(); return ctx.Err() }
	done := make(chan error)
	go func() { done <- w.Wait(t.Context(), hit, still) }()
	w.Remove(added[0].ID)
	w.Remove(added[1].ID)
	if err := <-done; err != nil {
		t.Errorf("who waits by rules that are gone: %v", err)
	}
	leaving, leave := context.WithCancel(t.Context())
	leave()
	w.add(t, Rule{Effect: Effect{Kind: Delay, Delay: Duration(time.Second)}})
	hit, _ = w.Hit(AtEdge, Request{})
	if err := w.Wait(leaving, hit, still); !errors.Is(err, context.Canceled) {
		t.Errorf("a client that left: %v", err)
	}
	go func() { done <- w.Wait(t.Context(), hit, still) }()
	w.Release()
	if err := <-done; err != nil {
		t.Errorf("after the release: %v", err)
	}
}

func TestTooMany(t *testing.T) {
	t.Parallel()
	w := newWorld()
	rules := make([]Rule, MaxRules)
	for i := range rules {
		rules[i].Effect = answer(500)
	}
	w.add(t, rules...)
	if _, err := w.Add(rules[0]); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}
