package fault

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	seconds := func(n int) *Duration { d := Duration(n) * Duration(time.Second); return &d }
	for name, c := range map[string]struct {
		text string
		want Rule
	}{
		"an answer": {
			`{"match":{"front":"resourceManager","path":"/subscriptions/**"},"when":{"times":2},"effect":{"kind":"answer","status":429,"retryAfter":"17s"}}`,
			Rule{Match: Match{Front: ResourceManager, Path: "/subscriptions/**"}, When: When{Times: 2}, Effect: Effect{Kind: Answer, Refusal: Refusal{Status: 429, RetryAfter: seconds(17)}}},
		},
		"seconds as a number": {
			`{"effect":{"kind":"answer","status":503,"retryAfter":0,"delay":1.5}}`,
			Rule{Effect: Effect{Kind: Answer, Delay: Duration(1500 * time.Millisecond), Refusal: Refusal{Status: 503, RetryAfter: seconds(0)}}},
		},
		"once where that is meant": {
			`{"effect":{"kind":"rotateKey"}}`,
			Rule{When: When{Times: 1}, Effect: Effect{Kind: RotateKey}},
		},
		"the only front end there is": {
			`{"effect":{"kind":"roleMissing","lag":"1m"}}`,
			Rule{Match: Match{Front: ResourceManager}, Effect: Effect{Kind: RoleMissing, Lag: Duration(time.Minute)}},
		},
	} {
		if got, err := Parse([]byte(c.text)); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, says string }{
		"nothing":                   {``, "ends too early"},
		"half":                      {`{"effect":`, "ends too early"},
		"more":                      {`{"effect":{"kind":"reset"}} {}`, "follows the rule"},
		"a list":                    {`[]`, "must not be a JSON array"},
		"another member":            {`{"effect":{"kind":"reset"},"matches":{}}`, `no member "matches"`},
		"no effect":                 {`{}`, `no effect ""`},
		"another effect":            {`{"effect":{"kind":"explode"}}`, "choose one of answer, delay"},
		"another front end":         {`{"match":{"front":"arm"},"effect":{"kind":"reset"}}`, `no front end "arm"`},
		"an answer without status":  {`{"effect":{"kind":"answer"}}`, "status from 200 to 599"},
		"a status beyond":           {`{"effect":{"kind":"answer","status":600}}`, "status from 200 to 599"},
		"a delay of nothing":        {`{"effect":{"kind":"delay"}}`, "how long is the delay"},
		"a reset with a status":     {`{"effect":{"kind":"reset","status":500}}`, "no status"},
		"a status in words":         {`{"effect":{"kind":"answer","status":"500"}}`, "must not be a JSON string"},
		"a lag of an answer":        {`{"effect":{"kind":"answer","status":500,"lag":"1s"}}`, "has no lag"},
		"a lag with times":          {`{"when":{"times":2},"effect":{"kind":"roleMissing","lag":"1s"}}`, "counted in time"},
		"a lag with a path":         {`{"match":{"path":"/x"},"effect":{"kind":"roleMissing","lag":"1s"}}`, "only the machine and the principal"},
		"a delay of what is within": {`{"effect":{"kind":"failOperation","delay":"1s"}}`, "has no delay"},
		"roles at Graph":            {`{"match":{"front":"graph"},"effect":{"kind":"roleMissing"}}`, "one of resourceManager, not of graph"},
		"a machine at ARM":          {`{"match":{"front":"resourceManager","machine":"/x"},"effect":{"kind":"reset"}}`, "only the metadata service"},
		"a principal at IMDS":       {`{"match":{"front":"metadata","principal":"x"},"effect":{"kind":"reset"}}`, "no principal"},
		"less than never":           {`{"when":{"times":-1},"effect":{"kind":"reset"}}`, "not less than 0"},
		"more than sure":            {`{"when":{"probability":1.1},"effect":{"kind":"reset"}}`, "from 0 to 1"},
		"every and perhaps":         {`{"when":{"probability":0.1,"every":2},"effect":{"kind":"reset"}}`, "not both"},
		"a span without a unit":     {`{"when":{"for":"10"},"effect":{"kind":"reset"}}`, `"10" is no duration`},
		"a span backwards":          {`{"when":{"for":"-10s"},"effect":{"kind":"reset"}}`, "no duration"},
		"seconds backwards":         {`{"when":{"for":-1},"effect":{"kind":"reset"}}`, "no number of seconds"},
		"a span of a list":          {`{"when":{"for":[]},"effect":{"kind":"reset"}}`, "no duration"},
		"a header with a line":      {`{"effect":{"kind":"answer","status":500,"header":{"a":"b\r\nc: d"}}}`, "no header"},
		"a header without a name":   {`{"effect":{"kind":"answer","status":500,"header":{"":"b"}}}`, "no header"},
		"a pattern of stars":        {`{"match":{"path":"` + strings.Repeat("*/", 17) + `"},"effect":{"kind":"reset"}}`, "16 asterisks"},
		"an operation with 500":     {`{"effect":{"kind":"failOperation","status":500}}`, "a code and a message"},
	} {
		if _, err := Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want something about %q", name, err, c.says)
		}
	}
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	if len(Scenarios()) < 20 {
		t.Errorf("only %d scenarios", len(Scenarios()))
	}
	for _, s := range Scenarios() {
		rules, err := Choice{Scenario: s.Name}.Rules()
		if err != nil || len(rules) == 0 || s.Summary == "" || rules[0].Name != s.Name {
			t.Errorf("%s: %d rules, %v", s.Name, len(rules), err)
		}
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	rules, err := ParseScenario([]byte(`{"scenario":"arm-throttled","match":{"principal":"p"},"when":{"times":5}}`))
	if err != nil || len(rules) != 1 || rules[0].Match.Principal != "p" || rules[0].Match.Front != ResourceManager || rules[0].When.Times != 5 || rules[0].Effect.Status != 429 {
		t.Errorf("%+v, %v", rules, err)
	}
	rules, err = ParseScenario([]byte(`{"scenario":"role-not-propagated","lag":"5m"}`))
	if err != nil || rules[0].Effect.Lag != Duration(5*time.Minute) {
		t.Errorf("%+v, %v", rules, err)
	}
	for text, says := range map[string]string{
		`{"scenario":"rain"}`:                                                   "choose one of answer-lost",
		`{"scenario":"arm-throttled","lag":"1s"}`:                               "has no lag",
		`{"scenario":"arm-throttled","effect":{}}`:                              `no member "effect"`,
		`{"scenario":"imds-gone","match":{"front":"metadata","principal":"p"}}`: "no principal",
	} {
		if _, err := ParseScenario([]byte(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"effect":{"kind":"reset"}}`: "every front end: reset",
		`{"match":{"front":"login","method":"POST","path":"/**"},"when":{"times":1,"skip":2,"for":"1h"},"effect":{"kind":"answer","status":429,"code":"AADSTS1","retryAfter":3,"delay":"90s"}}`: "login POST /**: answer 429 AADSTS1 (Retry-After: 3) after waiting 1m30s once after 2 requests for 1h",
		`{"when":{"every":3,"after":"1s"},"match":{"audience":"a","machine":"/m"},"effect":{"kind":"identityNotFound"}}`:                                                                        "metadata by machine /m for a: identityNotFound on one in 3 from 1s on",
		`{"when":{"probability":0.2,"seed":1,"times":4},"match":{"principal":"p"},"effect":{"kind":"delay","delay":"1m"}}`:                                                                      "every front end principal p: delay after waiting 1m 4 times with probability 0.2 (seed 1)",
		`{"effect":{"kind":"roleMissing","lag":"30s"}}`: "resourceManager: roleMissing for 30s from when it is new",
	} {
		rule, err := Parse([]byte(text))
		if err != nil || rule.String() != want {
			t.Errorf("%s: %q, %v", text, rule, err)
		}
	}
}

// What is parsed can be written and parsed again, and never stops a set.
func FuzzParse(f *testing.F) {
	for _, s := range Scenarios() {
		for _, r := range s.Rules {
			text, err := json.Marshal(r)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rule, err := Parse(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(rule)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Parse(again)
		if err != nil || rule.String() != second.String() {
			t.Fatalf("%s became %s: %v", text, again, err)
		}
		w := newWorld()
		if _, err := w.Add(rule); err != nil {
			t.Fatal(err)
		}
		for p := range points {
			w.Hit(p, Request{Front: rule.Match.Front, Path: rule.Match.Path, Audience: "a"})
		}
	})
}

// docs/faults.md tells of every scenario and every effect.
func TestDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	names := kindNames()
	for _, s := range Scenarios() {
		names = append(names, s.Name)
	}
	for _, name := range names {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/faults.md does not tell of %s", name)
		}
	}
}
