package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// MaxRules is how many rules a set holds.
const MaxRules = 1000

// Parse reads a rule in JSON. Its errors say what is wrong, for whoever wrote it.
func Parse(text []byte) (Rule, error) {
	var r Rule
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return Rule{}, readable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Rule{}, errors.New("something follows the rule")
	}
	return r.complete()
}

// readable is an error of decoding without the words of the decoder.
func readable(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("the member '%s' must not be a JSON %s", wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("the rule ends too early")
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("there is no member %s in a rule", name)
	}
	return err
}

// complete checks a rule and fills in what follows from its effect.
func (r Rule) complete() (Rule, error) {
	kind, ok := kinds[r.Effect.Kind]
	if !ok {
		return Rule{}, fmt.Errorf("there is no effect %q: choose one of %s", r.Effect.Kind, strings.Join(kindNames(), ", "))
	}
	if err := r.Match.check(); err != nil {
		return Rule{}, err
	}
	if err := r.When.check(); err != nil {
		return Rule{}, err
	}
	if err := r.Effect.check(kind); err != nil {
		return Rule{}, err
	}
	if r.Match.Front != "" && kind.fronts != nil && !slices.Contains(kind.fronts, r.Match.Front) {
		return Rule{}, fmt.Errorf("the effect %s is one of %s, not of %s", r.Effect.Kind, strings.Join(kind.fronts, " and "), r.Match.Front)
	}
	if len(kind.fronts) == 1 {
		r.Match.Front = kind.fronts[0]
	}
	if kind.once && r.When.Times == 0 {
		r.When.Times = 1
	}
	if r.Effect.Lag > 0 && (r.When != When{After: r.When.After, For: r.When.For}) {
		return Rule{}, errors.New("a lag is counted in time: skip, every, probability and times do not go with it")
	}
	if r.Effect.Lag > 0 && (r.Match.Path != "" || r.Match.Method != "" || r.Match.Audience != "") {
		return Rule{}, errors.New("a lag is that of identities and roles, whoever asks: of what to match only the machine and the principal go with it")
	}
	return r, nil
}

func kindNames() []string {
	names := make([]string, 0, len(kinds))
	for kind := range maps.Keys(kinds) {
		names = append(names, string(kind))
	}
	slices.Sort(names)
	return names
}

var fronts = []string{ResourceManager, Login, Graph, Metadata}

func (m Match) check() error {
	if m.Front != "" && !slices.Contains(fronts, m.Front) {
		return fmt.Errorf("there is no front end %q: choose one of %s", m.Front, strings.Join(fronts, ", "))
	}
	if strings.Count(m.Path, "*") > 16 || len(m.Path) > 2048 {
		return errors.New("the path has more than 16 asterisks or 2048 bytes")
	}
	if m.Machine != "" && m.Front != "" && m.Front != Metadata {
		return errors.New("only the metadata service knows which machine asks: match the machine's principal elsewhere")
	}
	if m.Principal != "" && m.Front == Metadata {
		return errors.New("the metadata service knows the machine that asks, and no principal")
	}
	return nil
}

func (w When) check() error {
	switch {
	case w.Skip < 0 || w.Every < 0 || w.Times < 0:
		return errors.New("skip, every and times are not less than 0")
	case w.Probability < 0 || w.Probability > 1:
		return errors.New("the probability is from 0 to 1")
	case w.Every > 1 && w.Probability > 0:
		return errors.New("a rule acts on every Nth request or with a probability, not both")
	}
	return nil
}

func (e Effect) check(kind traits) error {
	switch {
	case e.Kind == Answer && (e.Status < 200 || e.Status > 599):
		return errors.New("an answer has a status from 200 to 599")
	case e.Kind == Delay && e.Delay == 0:
		return errors.New("how long is the delay?")
	case e.Delay > 0 && kind.point != AtEdge:
		return fmt.Errorf("the effect %s has no delay: add a rule of its own for that", e.Kind)
	case e.Lag > 0 && !kind.lags:
		return fmt.Errorf("the effect %s has no lag", e.Kind)
	case !kind.told && !e.empty():
		return fmt.Errorf("the effect %s has no status, code, message or headers of its own", e.Kind)
	case e.Kind == FailOperation && (e.Status != 0 || e.RetryAfter != nil || e.Header != nil):
		return errors.New("an operation fails with a code and a message")
	}
	for name, value := range e.Header {
		if !isToken(name) || strings.ContainsAny(value, "\r\n\x00") {
			return fmt.Errorf("%q is no header", name)
		}
	}
	return nil
}

func (r Refusal) empty() bool {
	return r.Status == 0 && r.Code == "" && r.Message == "" && r.RetryAfter == nil && len(r.Header) == 0
}

// isToken reports whether a text can be the name of a header (RFC 9110).
func isToken(s string) bool {
	for _, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
