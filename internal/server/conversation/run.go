package conversation

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// run is a conversation under way.
type run struct {
	tree   fs.FS
	world  *servertest.World
	vars   map[string]string
	tokens map[string]string // by principal
	token  string            // of who asks
	grants int               // made by GRANT, for their names
	shell  Shell
}

// Shell runs a line that a person types, with what the program is to read, and
// returns its exit status and what it printed and said.
type Shell func(line, stdin string) (status int, stdout, stderr string)

// Run holds the conversation with a server. It ends at the first step of which
// something is not as it must be, and says where that stands in the file and
// what was there instead.
func (c Case) Run(w *servertest.World) error { return c.RunWith(w, nil) }

// RunWith is Run with a shell for the steps that need one.
func (c Case) RunWith(w *servertest.World, shell Shell) error {
	admin := w.Token(w.ClientID, w.ClientSecret)
	r := &run{tree: c.tree, world: w, vars: maps.Clone(c.vars), tokens: map[string]string{"admin": admin, "nobody": ""}, token: admin, shell: shell}
	maps.Copy(r.vars, map[string]string{"SUB": w.SubscriptionID, "SUBSCRIPTION": w.Subscription(), "TENANT": w.TenantID, "ADMIN_CLIENT": w.ClientID, "ADMIN_SECRET": w.ClientSecret})
	for _, s := range c.steps {
		if err := r.step(s); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) step(s step) error {
	rest, err := replace(s.rest, r.vars)
	if err == nil && s.asks() {
		return r.ask(s, rest)
	}
	if err == nil {
		err = r.do(s.verb, rest)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.at, err)
	}
	return nil
}

// do carries out a step that is not answered.
func (r *run) do(verb, rest string) error {
	switch verb {
	case "LET":
		name, value, ok := strings.Cut(rest, "=")
		if !ok {
			return fmt.Errorf("a LET has the form LET NAME = text")
		}
		r.vars[strings.TrimSpace(name)] = strings.TrimSpace(value)
	case "AS":
		token, known := r.tokens[rest]
		if !known && strings.Count(rest, ".") != 2 {
			return fmt.Errorf("there is no principal %q", rest)
		}
		if !known {
			token = rest
		}
		r.token = token
	case "CLOCK":
		by, err := time.ParseDuration(rest)
		r.world.Clock.Advance(by)
		return err
	case "PRINCIPAL":
		return r.makePrincipal(rest)
	case "GRANT":
		return r.grant(rest)
	}
	return nil
}

// ask sends a step's request, and checks what is answered.
func (r *run) ask(s step, rest string) error {
	before, err := r.watched(s, rest)
	if err != nil {
		return fmt.Errorf("%s: %w", s.at, err)
	}
	replies, err := r.send(s, rest)
	if err != nil {
		return fmt.Errorf("%s: %w", s.at, err)
	}
	for _, reply := range replies {
		if err := r.checkAll(s, reply, before); err != nil {
			return fmt.Errorf("%w\n  %s %s\n  was answered %d %.2000s%.2000s", err, s.verb, rest, reply.Status, reply.Body, reply.Header.Get("Stderr"))
		}
	}
	return nil
}

// send returns the answers to a step: one, or, to a TOKEN of a scale set, one
// from each instance.
func (r *run) send(s step, rest string) ([]answer, error) {
	headers, err := r.headers(s)
	if err != nil {
		return nil, err
	}
	body, err := r.body(s)
	if err != nil {
		return nil, err
	}
	switch s.verb {
	case "$":
		return r.enter(rest, body)
	case "TOKEN":
		return r.askTokens(rest)
	case "METADATA":
		return r.askMetadata(rest, headers, body)
	case "LIST":
		reply, err := r.list(address(rest), headers)
		return []answer{reply}, err
	}
	return []answer{answerOf(r.world.As(r.token, s.verb, address(rest), body, headers...))}, nil
}

// address writes blanks as a URL does, so that filters can stand in a file as
// they are read.
func address(rest string) string { return strings.ReplaceAll(rest, " ", "%20") }

func (r *run) headers(s step) ([]string, error) {
	var headers []string
	for _, l := range s.headers {
		text, err := replace(l.text, r.vars)
		if err != nil {
			return nil, err
		}
		name, value, _ := strings.Cut(text, ": ")
		headers = append(headers, name, value)
	}
	return headers, nil
}

// body is the body of a step's request, or nil.
func (r *run) body(s step) (any, error) {
	if len(s.body) == 0 {
		return nil, nil
	}
	var b strings.Builder
	for _, l := range s.body {
		text := l.text
		if file, ok := strings.CutPrefix(text, "< "); ok {
			file, err := replace(file, r.vars)
			if err != nil {
				return nil, err
			}
			content, err := fs.ReadFile(r.tree, file)
			if err != nil {
				return nil, err
			}
			text = strings.TrimSuffix(string(content), "\n")
		}
		b.WriteString(text + "\n")
	}
	return replace(strings.TrimSuffix(b.String(), "\n"), r.vars)
}

var unchanged = regexp.MustCompile(`^unchanged\b`)

// watched reads the addresses that the step must leave unchanged.
func (r *run) watched(s step, rest string) (map[string]string, error) {
	before := make(map[string]string)
	for _, check := range s.checks {
		if !unchanged.MatchString(check.text) {
			continue
		}
		url, err := r.watchedURL(check.text, rest)
		if err != nil {
			return nil, err
		}
		before[check.text] = r.read(url)
	}
	return before, nil
}

func (r *run) watchedURL(check, own string) (string, error) {
	url := strings.TrimSpace(strings.TrimPrefix(check, "unchanged"))
	if url == "" {
		url = own
	}
	return replace(url, r.vars)
}

// read is how an address reads to the administrator.
func (r *run) read(url string) string {
	reply := r.world.As(r.tokens["admin"], http.MethodGet, address(url), nil)
	return fmt.Sprintf("%d %s", reply.Status, reply.Body)
}
