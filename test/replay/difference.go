package replay

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
)

// Kind is what is different.
type Kind string

// The kinds.
const (
	Status   Kind = "status"   // the status
	Missing  Kind = "missing"  // recorded, and not in our answer
	Extra    Kind = "extra"    // in our answer, and not recorded
	Value    Kind = "value"    // in both, and not the same
	Unserved Kind = "unserved" // the host or the type is not served, so that nothing was compared
)

var kinds = []Kind{Status, Missing, Extra, Value, Unserved}

// Difference is one place where our answer is not the recorded one.
type Difference struct {
	Kind Kind
	// Path is where: "$" for the whole body, "$.properties.x",
	// "$.value[name].id", "header:location", or "status".
	Path           string
	Recorded, Ours string // as JSON where they are of the body; "" for nothing
	Why            string // what the values do not tell, or ""
}

func (d Difference) String() string {
	text := fmt.Sprintf("%s %s: recorded %s, ours %s", d.Path, d.Kind, clip(d.Recorded), clip(d.Ours))
	if d.Why != "" {
		text += " (" + d.Why + ")"
	}
	return text
}

// clip keeps a value readable in a report.
func clip(text string) string {
	const most = 240
	if text == "" {
		return "nothing"
	}
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}

// show is a value as JSON.
func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

var word = regexp.MustCompile(`^[$@A-Za-z_][\w$@-]*$`)

// member is the path of an object's member.
func member(path, name string) string {
	if word.MatchString(name) {
		return path + "." + name
	}
	return path + "[" + name + "]"
}

// element is the path of an array's element.
func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
