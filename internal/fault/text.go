package fault

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// String is the rule in a line, for people.
func (r Rule) String() string {
	return strings.Join(append(append(r.Match.words(), r.Effect.words()...), r.When.words()...), " ")
}

func (m Match) words() []string {
	whom := []string{"every front end"}
	if m.Front != "" {
		whom[0] = m.Front
	}
	for _, part := range []struct{ word, value string }{
		{"", m.Method},
		{"", m.Path},
		{"by machine ", m.Machine},
		{"principal ", m.Principal},
		{"for ", m.Audience},
	} {
		if part.value != "" {
			whom = append(whom, part.word+part.value)
		}
	}
	whom[len(whom)-1] += ":"
	return whom
}

func (e Effect) words() []string {
	what := []string{string(e.Kind)}
	if e.Status != 0 {
		what = append(what, strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		what = append(what, e.Code)
	}
	if e.RetryAfter != nil {
		what = append(what, fmt.Sprintf("(Retry-After: %d)", e.RetryAfter.Seconds()))
	}
	if e.Delay > 0 {
		what = append(what, "after waiting "+short(e.Delay))
	}
	if e.Lag > 0 {
		what = append(what, "for "+short(e.Lag)+" from when it is new")
	}
	return what
}

func (w When) words() []string {
	var when []string
	add := func(is bool, format string, args ...any) {
		if is {
			when = append(when, fmt.Sprintf(format, args...))
		}
	}
	add(w.Times == 1, "once")
	add(w.Times > 1, "%d times", w.Times)
	add(w.Skip > 0, "after %d requests", w.Skip)
	add(w.Every > 1, "on one in %d", w.Every)
	add(w.Probability > 0, "with probability %g (seed %d)", w.Probability, w.Seed)
	add(w.After > 0, "from %s on", short(w.After))
	add(w.For > 0, "for %s", short(w.For))
	return when
}

// short is a span without units that are zero: "1m", not "1m0s".
func short(d Duration) string {
	text := time.Duration(d).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
