package document

import (
	"encoding/json"
	"strings"
	"unicode"
)

// Member returns the member of an object by name: the one spelled so, else one
// that differs only in case. name is the spelling found. A value that is no
// object has no members.
func Member(object any, member string) (value any, name string, ok bool) {
	members, _ := object.(map[string]any)
	if value, ok := members[member]; ok {
		return value, member, true
	}
	for name, value := range members {
		if strings.EqualFold(name, member) {
			return value, name, true
		}
	}
	return nil, member, false
}

// Fold is the same text for all names that differ only by case, as
// strings.EqualFold has it.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// At follows a dotted path of member names and returns the value there, or nil.
func At(value any, path string) any {
	for member := range strings.SplitSeq(path, ".") {
		var ok bool
		if value, _, ok = Member(value, member); !ok {
			return nil
		}
	}
	return value
}

// String is the string at a path, or "".
func String(value any, path string) string {
	s, _ := At(value, path).(string)
	return s
}

// Array is the array at a path, or nil.
func Array(value any, path string) []any {
	a, _ := At(value, path).([]any)
	return a
}

// Set stores a value at a dotted path, making the objects on the way.
func Set(object map[string]any, path string, value any) {
	for {
		head, rest, more := strings.Cut(path, ".")
		inner, name, _ := Member(object, head)
		if !more {
			object[name] = value
			return
		}
		next, ok := inner.(map[string]any)
		if !ok {
			next = make(map[string]any)
			object[name] = next
		}
		object, path = next, rest
	}
}

// Remove takes the member at a dotted path away; what is not there is no error.
func Remove(object map[string]any, path string) {
	head, rest, more := strings.Cut(path, ".")
	inner, name, ok := Member(object, head)
	if !ok {
		return
	}
	if !more {
		delete(object, name)
		return
	}
	if next, ok := inner.(map[string]any); ok {
		Remove(next, rest)
	}
}

// Default stores a value at a path where none is, or where it is null.
func Default(object map[string]any, path string, value any) {
	if At(object, path) == nil {
		Set(object, path, value)
	}
}

// Write is the JSON text of a value, members in the order of their names.
func Write(value any) json.RawMessage {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // a tree of JSON values always has a text
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n"))
}
