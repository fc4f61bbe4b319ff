package conversation

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

var (
	status  = regexp.MustCompile(`^\d{1,3}$`)
	compare = regexp.MustCompile(`^(.+?) (==|!=|has|lacks|is|count|->) (.*)$`)
)

// checkAll makes a step's checks, and keeps what they name.
func (r *run) checkAll(s step, a answer, before map[string]string) error {
	for _, l := range s.checks {
		if err := r.check(l.text, a, s, before); err != nil {
			return fmt.Errorf("%s: %s: %w", l.at, l.text, err)
		}
	}
	return nil
}

func (r *run) check(text string, a answer, s step, before map[string]string) error {
	if unchanged.MatchString(text) {
		return r.checkUnchanged(text, s, before)
	}
	text, err := replace(text, r.vars)
	if err != nil {
		return err
	}
	if status.MatchString(text) {
		if wanted, _ := strconv.Atoi(text); a.Status != wanted {
			return fmt.Errorf("the status is %d", a.Status)
		}
		return nil
	}
	if path, ok := strings.CutSuffix(text, " absent"); ok {
		return checkAbsent(a, path)
	}
	m := compare.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("this is no check")
	}
	value, ok, err := a.at(m[1])
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("there is nothing at %s", m[1])
	}
	if m[2] == "->" {
		r.vars[m[3]] = kept(value)
		return nil
	}
	return judge(value, m[2], m[3])
}

// kept is a value as a variable: a string as it is, all else as JSON.
func kept(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return show(value)
}

func (r *run) checkUnchanged(text string, s step, before map[string]string) error {
	own, err := replace(s.rest, r.vars)
	if err != nil {
		return err
	}
	url, err := r.watchedURL(text, own)
	if err != nil {
		return err
	}
	if now := r.read(url); now != before[text] {
		return fmt.Errorf("it read\n  %s\nand reads now\n  %s", before[text], now)
	}
	return nil
}

func checkAbsent(a answer, path string) error {
	value, ok, err := a.at(path)
	if err == nil && ok {
		err = fmt.Errorf("it is %.400s", show(value))
	}
	return err
}

// at is the value that a path of a check names.
func (a answer) at(path string) (any, bool, error) {
	switch name, special := strings.CutPrefix(path, "@"); {
	case !special && path == ".":
		return a.tree, a.Body != "", nil
	case !special:
		return at(a.tree, path)
	case name == "body":
		return a.Body, true, nil
	case name == "pages":
		return float64(a.pages), true, nil
	default:
		value := a.Header.Get(name)
		return value, value != "", nil
	}
}

// judge makes one comparison.
func judge(value any, operator, wanted string) error {
	holds := false
	switch operator {
	case "==", "!=":
		var want any
		if err := json.Unmarshal([]byte(wanted), &want); err != nil {
			return fmt.Errorf("%s is no JSON: %w", wanted, err)
		}
		holds = reflect.DeepEqual(value, want) == (operator == "==")
	case "has", "lacks":
		text, ok := value.(string)
		holds = ok && strings.Contains(text, wanted) == (operator == "has")
	case "is":
		holds = kindOf(value) == wanted || wanted == "guid" && isGUID(value)
	case "count":
		n, err := strconv.Atoi(wanted)
		holds = err == nil && size(value) == n
	}
	if holds {
		return nil
	}
	return fmt.Errorf("it is %.400s", show(value))
}

func isGUID(value any) bool {
	text, ok := value.(string)
	return ok && resource.IsGUID(text)
}

func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "bool"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// size is how many elements or members a value has; -1 for other values.
func size(value any) int {
	switch v := value.(type) {
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return -1
}

func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
