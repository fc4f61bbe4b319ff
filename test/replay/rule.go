package replay

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Rule is one accepted difference: a row of the table in docs/divergences.md,
// whose top explains the columns.
type Rule struct {
	ID        string
	What, Why string
	files     []string
	methods   []string
	where     string
	path      *regexp.Regexp
	kinds     []Kind
	// recorded and ours, where the row gives them, are the values that it accepts.
	recorded, ours *regexp.Regexp
}

// columns are the table's headings.
var columns = []string{"id", "what differs", "why", "files", "method", "where", "path", "kind"}

// ParseRules reads the rules from a text in Markdown: the rows of every table
// that has their columns. A text without such a table is an error.
func ParseRules(text string) ([]Rule, error) {
	var rules []Rule
	table, seen := false, false
	for n, line := range strings.Split(text, "\n") {
		cells := row(line)
		switch {
		case cells == nil:
			table = false
		case isHeading(cells):
			table, seen = true, true
		case table && !isRuler(cells):
			rule, err := parseRule(cells)
			if err == nil && slices.ContainsFunc(rules, func(r Rule) bool { return r.ID == rule.ID }) {
				err = fmt.Errorf("a second rule %s", rule.ID)
			}
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
			rules = append(rules, rule)
		}
	}
	if !seen {
		return nil, fmt.Errorf("no table with the columns %s", strings.Join(columns, ", "))
	}
	return rules, nil
}

// row are the cells of a line of a table, or nil. A '|' within a cell is
// written `\|`.
func row(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") || !strings.HasSuffix(line, "|") || len(line) < 2 {
		return nil
	}
	cells := strings.Split(strings.ReplaceAll(line[1:len(line)-1], `\|`, "\x00"), "|")
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(strings.TrimSpace(cell), "\x00", "|")
	}
	return cells
}

func isHeading(cells []string) bool {
	return slices.EqualFunc(cells, columns, strings.EqualFold)
}

func isRuler(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return strings.Trim(cell, ":-") != "" })
}

func parseRule(cells []string) (Rule, error) {
	if len(cells) != len(columns) {
		return Rule{}, fmt.Errorf("%d cells, not %d", len(cells), len(columns))
	}
	for i, cell := range cells {
		if cell == "" {
			return Rule{}, fmt.Errorf("the cell %q is empty", columns[i])
		}
	}
	rule := Rule{ID: cells[0], What: cells[1], Why: cells[2]}
	for i := range cells {
		cells[i] = strings.Trim(cells[i], "`")
	}
	rule.files, rule.methods = words(cells[3]), words(cells[4])
	rule.where, rule.path = cells[5], pathGlob(cells[6])
	return rule, rule.parseKind(cells[7])
}

// parseKind reads the kinds, and the values after them: "missing,extra", "status 202 -> 200".
func (r *Rule) parseKind(text string) error {
	names, values, given := strings.Cut(text, " ")
	for name := range strings.SplitSeq(names, ",") {
		if !slices.Contains(kinds, Kind(name)) {
			return fmt.Errorf("%q is none of the kinds %v", name, kinds)
		}
		r.kinds = append(r.kinds, Kind(name))
	}
	if !given {
		return nil
	}
	recorded, ours, ok := strings.Cut(values, "->")
	if !ok {
		return fmt.Errorf("%q is not of the form 'recorded -> ours'", values)
	}
	r.recorded, r.ours = glob(strings.TrimSpace(recorded)), glob(strings.TrimSpace(ours))
	return nil
}

// Unserved reports whether the rule is about what is not served, of which nothing
// is compared.
func (r Rule) Unserved() bool { return slices.Equal(r.kinds, []Kind{Unserved}) }

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// Covers reports whether the rule accepts a difference.
func (r Rule) Covers(file string, e Exchange, d Difference) bool {
	where := e.Place()
	if strings.HasPrefix(r.where, "/") {
		where = e.path()
	}
	return slices.Contains(r.kinds, d.Kind) && matchesAny(r.files, file) && matchesAny(r.methods, e.Method) &&
		matchesAny([]string{r.where}, where) && r.path.MatchString(d.Path) &&
		accepts(r.recorded, d.Recorded) && accepts(r.ours, d.Ours)
}

// accepts matches a value, of which a text may be given without its quotes.
func accepts(pattern *regexp.Regexp, value string) bool {
	return pattern == nil || pattern.MatchString(value) || pattern.MatchString(strings.Trim(value, `"`))
}
