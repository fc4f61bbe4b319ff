package replay

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Answer is a server's answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Server is where recordings are replayed.
type Server struct {
	// Service is Resource Manager.
	Service
	// Graph is Microsoft Graph; it has no Send where that is not served.
	Graph Service
	// Subscription is the id of its subscription.
	Subscription string
	// Begin lets a moment pass on the server's clock, so that its operations have
	// begun, and Wait so much that they have ended; nil where operations take no time.
	Begin, Wait func()
	// Spread lets time pass until the server's directory has spread every
	// principal; nil where it does so at once.
	Spread func()
}

// Service is one of the server's services.
type Service struct {
	// Send sends a request as the administrator. The target is a path with a
	// query; the body is nil for none.
	Send func(method, target string, body []byte) Answer
	// Origin is how the service's own addresses begin: "https://127.0.0.1:8443".
	Origin string
}

// Outcome is what replaying one exchange came to.
type Outcome struct {
	Exchange    Exchange
	Differences []Difference
	// Skipped is why nothing was compared, or "".
	Skipped string
	// Lost reports that it should have been: the type is served, and what the
	// exchange is about is not there.
	Lost bool
}

// player is the replay of one recording.
type player struct {
	server    Server
	recording Recording
	ids       *ids
	// sent says of each text of the recording whether a request brought it first.
	sent map[string]bool
	// written are the paths that the recording or the player has put, by keyOf.
	written map[string]bool
	// absent are the resources that could not be made, by keyOf, with why.
	absent map[string]string
	// begun are the operations, by keyOf their addresses, that a poll has shown running.
	begun map[string]bool
	// refused are the paths at which a recorded request came too early for the
	// directory, by keyOf.
	refused map[string]bool
	// foreign are the namespaces that the recording names and that are not served.
	foreign map[string]bool
	// lacking reports that a write of the recording is not served, so that what
	// it made may be missing.
	lacking bool
}

// Replay sends the requests of a recording in their order.
func Replay(s Server, r Recording) []Outcome {
	p := &player{server: s, recording: r, ids: newIDs(), sent: make(map[string]bool), written: make(map[string]bool), absent: make(map[string]string), begun: make(map[string]bool), refused: make(map[string]bool), foreign: make(map[string]bool)}
	outcomes := make([]Outcome, len(r.Exchanges))
	for i, e := range r.Exchanges {
		outcomes[i] = p.play(i, e)
		p.note(e.Response, false)
	}
	return outcomes
}

func (p *player) play(i int, e Exchange) Outcome {
	if e.Host == graph && p.server.Graph.Send != nil {
		p.note(e.Body, true)
		return Outcome{Exchange: e, Differences: p.compare(e, p.send(p.server.Graph, e))}
	}
	if e.Host != resourceManager {
		return Outcome{Exchange: e, Skipped: "the host " + e.Host + " is not served"}
	}
	if id := operation(e.path()); id != "" && !p.ids.known(id) {
		if p.foreign[e.namespace()] {
			return unserved(e, "the operation is one of what is not served")
		}
		return Outcome{Exchange: e, Lost: true, Skipped: "polls an operation that the server did not begin"}
	}
	if s := subscription(e.path()); s != "" && !p.ids.known(s) {
		_ = p.ids.bind(s, p.server.Subscription) // a second subscription is unknown to the server, and answered so
	}
	if why := p.standsOnAbsent(e); why != "" {
		return Outcome{Exchange: e, Lost: true, Skipped: why}
	}
	p.makeGroup(i, e)
	p.pass(e)
	p.tagGroup(e)
	p.note(e.Body, true)
	answer := p.send(p.server.Service, e)
	if isUnserved(answer) && !isUnserved(Answer{Status: e.Status, Body: e.Response}) {
		p.lacking = p.lacking || e.Method != http.MethodGet
		if code, _ := errorOf(answer.Body); code == "InvalidResourceNamespace" {
			p.foreign[e.namespace()] = true
		}
		return unserved(e, "the type "+e.Place()+" is not served")
	}
	if p.mustMake(e, answer) {
		if why := p.makeResource(e); why != "" {
			return Outcome{Exchange: e, Lost: true, Skipped: why}
		}
		answer = p.send(p.server.Service, e)
	}
	if e.Method == http.MethodPut {
		p.written[keyOf(e.path())] = true
	}
	return Outcome{Exchange: e, Differences: p.compare(e, answer)}
}

// pass lets as much time pass as had passed when the exchange was recorded.
func (p *player) pass(e Exchange) {
	key := keyOf(e.path())
	switch {
	case e.tooEarly():
		p.refused[key] = true
	case p.refused[key] && e.Method == http.MethodPut && p.server.Spread != nil:
		delete(p.refused, key)
		p.server.Spread()
	case p.server.Wait != nil && e.comesLater():
		p.server.Wait()
	case p.server.Begin != nil && e.begins() && !p.begun[key]:
		p.begun[key] = true
		p.server.Begin()
	}
}

func unserved(e Exchange, why string) Outcome {
	return Outcome{Exchange: e, Skipped: why, Differences: []Difference{{Kind: Unserved, Path: "$", Recorded: strconv.Itoa(e.Status), Why: why}}}
}

// isUnserved reports whether an answer says that the type or the address is none
// that the server has.
func isUnserved(a Answer) bool {
	if a.Status != http.StatusNotFound {
		return false
	}
	code, message := errorOf(a.Body)
	return code == "InvalidResourceNamespace" || code == "InvalidResourceType" || code == "NotFound" && strings.HasPrefix(message, "The path ")
}

func errorOf(body []byte) (code, message string) {
	var failed struct {
		Error struct{ Code, Message string }
	}
	if json.Unmarshal(body, &failed) != nil {
		return "", ""
	}
	return failed.Error.Code, failed.Error.Message
}

// send sends a recorded request with our ids in it.
func (p *player) send(to Service, e Exchange) Answer {
	path, query, _ := strings.Cut(e.URL, "?")
	if id := operation(path); id != "" && p.ids.known(id) {
		path = strings.TrimSuffix(path, id) + p.ids.ours[plain(id)]
	}
	target := p.ids.request(path)
	if query != "" {
		target += "?" + p.ids.request(query)
	}
	if e.Body == nil {
		return to.Send(e.Method, target, nil)
	}
	content := []byte(p.ids.request(string(e.Body)))
	var text string
	if json.Unmarshal(content, &text) == nil {
		content = []byte(text) // was not JSON when it was recorded
	}
	return to.Send(e.Method, target, content)
}

// note remembers who brought the texts of a body first.
func (p *player) note(body json.RawMessage, sent bool) {
	tree, _ := parse(body)
	walk(tree, func(text string) {
		if _, known := p.sent[text]; !known {
			p.sent[text] = sent
		}
	})
}

func walk(value any, visit func(text string)) {
	switch v := value.(type) {
	case string:
		visit(v)
	case []any:
		for _, e := range v {
			walk(e, visit)
		}
	case map[string]any:
		for _, e := range v {
			walk(e, visit)
		}
	}
}

// parse reads a body; none is no error. What is not JSON is a text.
func parse(body []byte) (tree any, empty bool) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, true
	}
	if json.Unmarshal(body, &tree) != nil {
		return string(body), false
	}
	return tree, false
}

// compare compares an answer with the recorded one. After another class of
// status the rest means nothing.
func (p *player) compare(e Exchange, a Answer) []Difference {
	c := &comparison{ids: p.ids, origin: p.server.Origin, graph: p.server.Graph.Origin, sent: func(text string) bool { return p.sent[text] }}
	if a.Status != e.Status {
		d := Difference{Kind: Status, Path: "status", Recorded: strconv.Itoa(e.Status), Ours: strconv.Itoa(a.Status)}
		if code, message := errorOf(a.Body); code != "" {
			d.Why = code + ": " + message
		}
		c.found = append(c.found, d)
	}
	if a.Status/100 != e.Status/100 {
		return c.found
	}
	c.headers(e.Headers, e.Response != nil, a.Header)
	if e.Place() == newestOf {
		p.ids.newest(e.Response, a.Body)
	}
	if !e.omitted() {
		c.bodies(e.Response, a.Body)
	}
	return slices.Clip(c.found)
}

func (c *comparison) bodies(recorded, ours []byte) {
	r, noneRecorded := parse(recorded)
	o, none := parse(ours)
	switch {
	case noneRecorded && none:
	case noneRecorded:
		c.add(Extra, "$", nil, o, "")
	case none:
		c.add(Missing, "$", r, nil, "")
	default:
		c.value("$", r, o)
	}
}
