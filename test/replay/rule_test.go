package replay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/test/replay"
)

const heading = "| id | what differs | why | files | method | where | path | kind |\n|----|:---|---|---|---|---|---|---|\n"

func TestParseRules(t *testing.T) {
	t.Parallel()
	rules, err := replay.ParseRules("# Words\n\n| a | b |\n|---|---|\n| not | ours |\n\n" + heading +
		"| D1 | one | why | `*` | `*` | `*` | `$` | `extra` |\n\nMore words.\n\n" + heading +
		"| D2 | two \\| three | why | `a, b` | `PUT` | `*` | `$.x` | `status 202 -> 200` |\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rules {
		got = append(got, r.ID+" "+r.What)
	}
	if diff := cmp.Diff([]string{"D1 one", "D2 two | three"}, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestParseRulesRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no table":         {"# Words\n| id | what |\n|---|---|\n", "no table"},
		"a cell too few":   {heading + "| D1 | a | b | * | * | * | $ |\n", "line 3: 7 cells"},
		"an empty cell":    {heading + "| D1 | a |  | * | * | * | $ | extra |\n", `"why" is empty`},
		"an unknown kind":  {heading + "| D1 | a | b | * | * | * | $ | different |\n", `"different" is none of the kinds`},
		"values in part":   {heading + "| D1 | a | b | * | * | * | $ | status 200 |\n", "recorded -> ours"},
		"an id used twice": {heading + "| D1 | a | b | * | * | * | $ | extra |\n| D1 | c | d | * | * | * | $ | extra |\n", "line 4: a second rule D1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := replay.ParseRules(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not %q", err, c.want)
			}
		})
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	exchange := replay.Exchange{Method: "GET", Host: "management.azure.com", URL: "/subscriptions/s/providers/Microsoft.A/roles?x"}
	const cells = "| D1 | a | b | `role_*` | `GET` | `Microsoft.A/roles` | `$.value[*].p.*` | value a -> b* |\n"
	difference := replay.Difference{Kind: replay.Value, Path: "$.value[x.y/z].p.q", Recorded: `"a"`, Ours: `"bcd"`}
	for name, c := range map[string]struct {
		from, to string
		change   func(*replay.Exchange, *replay.Difference, *string)
		want     bool
	}{
		"as it is":            {want: true},
		"by path":             {from: "`Microsoft.A/roles`", to: "`/subscriptions/*/roles`", want: true},
		"any depth":           {from: "`$.value[*].p.*`", to: "`$.value**`", want: true},
		"one of two methods":  {from: "`GET`", to: "`PUT,GET`", want: true},
		"another file":        {change: func(_ *replay.Exchange, _ *replay.Difference, f *string) { *f = "vm_x.jsonl" }},
		"another method":      {change: func(e *replay.Exchange, _ *replay.Difference, _ *string) { e.Method = "PUT" }},
		"another place":       {change: func(e *replay.Exchange, _ *replay.Difference, _ *string) { e.URL = "/providers/Microsoft.A/roles2" }},
		"another host":        {change: func(e *replay.Exchange, _ *replay.Difference, _ *string) { e.Host = "graph.microsoft.com" }},
		"deeper":              {change: func(_ *replay.Exchange, d *replay.Difference, _ *string) { d.Path = "$.value[x].p.q.r" }},
		"one of two kinds":    {from: "value a -> b*", to: "missing,value a -> b*", want: true},
		"another kind":        {change: func(_ *replay.Exchange, d *replay.Difference, _ *string) { d.Kind = replay.Missing }},
		"another value":       {change: func(_ *replay.Exchange, d *replay.Difference, _ *string) { d.Recorded = `"b"` }},
		"another value of us": {change: func(_ *replay.Exchange, d *replay.Difference, _ *string) { d.Ours = `"a"` }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules, err := replay.ParseRules(heading + strings.Replace(cells, c.from, c.to, 1))
			if err != nil {
				t.Fatal(err)
			}
			e, d, file := exchange, difference, "role_x.jsonl"
			if c.change != nil {
				c.change(&e, &d, &file)
			}
			if got := rules[0].Covers(file, e, d); got != c.want {
				t.Errorf("covered: %v", got)
			}
		})
	}
}

// FuzzParseRules reads whatever comes; what it accepts must be usable.
func FuzzParseRules(f *testing.F) {
	f.Add(heading + "| D1 | a | b | `*` | `*` | `*` | `$.a[*].**` | `value a -> b` |\n")
	f.Add("| id | what differs | why | files | method | where | path | kind |\n| | |\n||")
	f.Fuzz(func(t *testing.T, text string) {
		rules, err := replay.ParseRules(text)
		if err != nil {
			return
		}
		for _, r := range rules {
			r.Covers("file", replay.Exchange{Method: "GET", Host: "h", URL: "/"}, replay.Difference{Kind: replay.Value, Path: "$"})
		}
	})
}
