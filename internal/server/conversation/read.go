package conversation

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// Case is one conversation: a file with one combination of its FOR values.
type Case struct {
	// Name is the FOR values, joined by commas; "" where the file has no FOR.
	Name string

	tree  fs.FS
	vars  map[string]string
	steps []step
}

// step is one step as it stands in the file, its variables not yet replaced.
type step struct {
	at      string // file:line
	verb    string
	rest    string // of the verb's line
	headers []line
	body    []line
	checks  []line
}

// line is a line of a file, and where it stands.
type line struct{ at, text string }

// Read reads the conversations of a file of the tree.
func Read(tree fs.FS, file string) ([]Case, error) {
	lines, err := readLines(tree, file)
	if err != nil {
		return nil, err
	}
	cases := []Case{{tree: tree, vars: map[string]string{}}}
	for len(lines) > 0 && verbOf(lines[0].text) == "FOR" {
		if cases, err = multiply(cases, lines[0]); err != nil {
			return nil, err
		}
		lines = lines[1:]
	}
	if lines, err = expand(tree, lines); err != nil {
		return nil, err
	}
	steps, err := readSteps(lines)
	if err != nil {
		return nil, err
	}
	for i := range cases {
		cases[i].steps = steps
	}
	return cases, nil
}

// readLines are the lines of a file without comments and blank ones.
func readLines(tree fs.FS, file string) ([]line, error) {
	text, err := fs.ReadFile(tree, file)
	if err != nil {
		return nil, err
	}
	var lines []line
	n := 0
	for text := range strings.Lines(string(text)) {
		n++
		text = strings.TrimRight(text, " \t\r\n")
		if text != "" && !strings.HasPrefix(text, "#") {
			lines = append(lines, line{fmt.Sprintf("%s:%d", file, n), text})
		}
	}
	return lines, nil
}

func verbOf(text string) string {
	verb, _, _ := strings.Cut(text, " ")
	return verb
}

// multiply holds each case once for each value of a FOR line.
func multiply(cases []Case, l line) ([]Case, error) {
	fields := strings.Fields(l.text)
	if len(fields) < 4 || fields[2] != "IN" {
		return nil, fmt.Errorf("%s: a FOR line names variables and, after IN, their values", l.at)
	}
	names := strings.Split(fields[1], "|")
	var all []Case
	for _, c := range cases {
		for _, field := range fields[3:] {
			values := strings.Split(field, "|")
			if len(values) != len(names) {
				return nil, fmt.Errorf("%s: %q has %d values for %d names", l.at, field, len(values), len(names))
			}
			next := Case{tree: c.tree, vars: map[string]string{}, Name: strings.TrimPrefix(c.Name+","+values[0], ",")}
			for name, value := range c.vars {
				next.vars[name] = value
			}
			for i, name := range names {
				next.vars[name] = values[i]
			}
			all = append(all, next)
		}
	}
	return all, nil
}

var (
	verbs  = regexp.MustCompile(`^(GET|HEAD|PUT|PATCH|POST|DELETE|OPTIONS|LIST|TOKEN|METADATA|LET|PRINCIPAL|GRANT|AS|CLOCK|\$)( |$)`)
	header = regexp.MustCompile(`^(\$[A-Z]+|[A-Za-z-]+): `)
	// statusLine is the check of a status: up to three digits, or a variable.
	statusLine = regexp.MustCompile(`^(\d{1,3}|\$[A-Z][A-Z0-9_]*)$`)
)

// readSteps groups lines into steps.
func readSteps(lines []line) ([]step, error) {
	var steps []step
	for _, l := range lines {
		if verbs.MatchString(l.text) {
			verb, rest, _ := strings.Cut(l.text, " ")
			steps = append(steps, step{at: l.at, verb: verb, rest: strings.TrimSpace(rest)})
			continue
		}
		if len(steps) == 0 {
			return nil, fmt.Errorf("%s: %q is no step", l.at, l.text)
		}
		s := &steps[len(steps)-1]
		check, isCheck := strings.CutPrefix(l.text, "> ")
		switch {
		case !s.asks():
			return nil, fmt.Errorf("%s: %q does not belong to a %s", l.at, l.text, s.verb)
		case isCheck:
			s.checks = append(s.checks, line{l.at, strings.TrimSpace(check)})
		case len(s.checks) > 0:
			return nil, fmt.Errorf("%s: %q is neither a step nor a check", l.at, l.text)
		case len(s.body) == 0 && header.MatchString(l.text):
			s.headers = append(s.headers, l)
		default:
			s.body = append(s.body, l)
		}
	}
	for _, s := range steps {
		if s.asks() && (len(s.checks) == 0 || !statusLine.MatchString(s.checks[0].text)) {
			return nil, fmt.Errorf("%s: the first check of a %s must be its status", s.at, s.verb)
		}
	}
	return steps, nil
}

// asks reports whether the step is one that is answered.
func (s step) asks() bool {
	switch s.verb {
	case "LET", "PRINCIPAL", "GRANT", "AS", "CLOCK":
		return false
	}
	return true
}
