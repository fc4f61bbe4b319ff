package replay

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Report is what was found in one or more recordings.
type Report struct {
	Name string
	// Compared is the sum of Equal, Listed and the exchanges with findings.
	Compared, Equal, Listed int
	// Skipped were not compared; Lost of them should have been: their types are
	// served, and what they are about was not there.
	Skipped, Lost int
	// Reasons are why exchanges were skipped, with how many were.
	Reasons map[string]int
	// Covered are how many exchanges each rule covered, by the rule's id.
	Covered map[string]int
	// Findings are the differences that no rule accepts.
	Findings []Finding
}

// Finding is a difference with where it was found.
type Finding struct {
	File     string
	Exchange Exchange
	Difference
}

// Judge counts the outcomes of a recording, and finds the differences that no rule accepts.
func Judge(rules []Rule, file string, outcomes []Outcome) Report {
	report := Report{Name: file, Reasons: make(map[string]int), Covered: make(map[string]int)}
	for _, o := range outcomes {
		before := len(report.Findings)
		covered := make(map[string]bool)
		for _, d := range o.Differences {
			i := slices.IndexFunc(rules, func(r Rule) bool { return r.Covers(file, o.Exchange, d) })
			if i < 0 {
				report.Findings = append(report.Findings, Finding{File: file, Exchange: o.Exchange, Difference: d})
				continue
			}
			covered[rules[i].ID] = true
		}
		for id := range covered {
			report.Covered[id]++
		}
		report.count(o, len(report.Findings) == before)
	}
	return report
}

// Judged is how many exchanges were judged: those that were compared, and those
// that should have been.
func (r Report) Judged() int { return r.Compared + r.Lost }

func (r *Report) count(o Outcome, accepted bool) {
	if o.Skipped != "" {
		r.Skipped++
		if o.Lost {
			r.Lost++
		}
		r.Reasons[o.Skipped]++
		return
	}
	r.Compared++
	switch {
	case len(o.Differences) == 0:
		r.Equal++
	case accepted:
		r.Listed++
	}
}

// Total adds reports up.
func Total(reports []Report) Report {
	total := Report{Name: "total", Reasons: make(map[string]int), Covered: make(map[string]int)}
	for _, r := range reports {
		total.Compared += r.Compared
		total.Equal += r.Equal
		total.Listed += r.Listed
		total.Skipped += r.Skipped
		total.Lost += r.Lost
		total.Findings = append(total.Findings, r.Findings...)
		for reason, n := range r.Reasons {
			total.Reasons[reason] += n
		}
		for id, n := range r.Covered {
			total.Covered[id] += n
		}
	}
	return total
}

// Stale are the rules that covered nothing, though every recording of the
// corpus that they name was replayed.
func (r Report) Stale(rules []Rule, corpus, replayed []string) []Rule {
	var stale []Rule
	for _, rule := range rules {
		waiting := slices.ContainsFunc(corpus, func(file string) bool {
			return matchesAny(rule.files, file) && !slices.Contains(replayed, file)
		})
		if r.Covered[rule.ID] == 0 && !waiting {
			stale = append(stale, rule)
		}
	}
	return stale
}

// Summary is the report in one line.
func (r Report) Summary() string {
	return fmt.Sprintf("%s: %d compared, %d equal, %d listed, %d skipped (%d lost), %d differences not listed", r.Name, r.Compared, r.Equal, r.Listed, r.Skipped, r.Lost, len(r.Findings))
}

// String is the report for people: the summary, why exchanges were skipped, what
// the rules covered, and the findings, exchange by exchange.
func (r Report) String() string {
	var b strings.Builder
	b.WriteString(r.Summary() + "\n")
	for _, reason := range slices.Sorted(maps.Keys(r.Reasons)) {
		fmt.Fprintf(&b, "    skipped %d: %s\n", r.Reasons[reason], reason)
	}
	for _, id := range slices.Sorted(maps.Keys(r.Covered)) {
		fmt.Fprintf(&b, "    %s covered %d\n", id, r.Covered[id])
	}
	place := ""
	for _, f := range r.Findings {
		if at := f.place(); at != place {
			place = at
			b.WriteString("    " + place + "\n")
		}
		b.WriteString("        " + f.String() + "\n")
	}
	return b.String()
}

func (f Finding) place() string {
	return fmt.Sprintf("%s #%d %s %s", f.File, f.Exchange.Index, f.Exchange.Method, f.Exchange.URL)
}
