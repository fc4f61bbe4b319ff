package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// FileName is the file's name in the data directory.
const FileName = "azimuth.json"

// File is what a file of settings says.
type File struct {
	// Path is where it stands, or "" where there is none.
	Path    string
	members map[string]json.RawMessage
}

// ReadFile reads the settings in the file at path. Where the file is missing
// and optional, it says nothing.
func ReadFile(path string, optional bool) (File, error) {
	text, err := os.ReadFile(path)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return File{}, nil
	}
	if err != nil {
		return File{}, err
	}
	members, err := parse(text)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	return File{Path: path, members: members}, nil
}

// parse reads one JSON object with members that are settings, each at most once.
// Like a decoder that disallows unknown fields, but it takes no other case of a
// name for the name, and no second value for the first.
func parse(text []byte) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.Join(errors.New("it is no JSON object of settings"), err)
	}
	table, members := Table(), map[string]json.RawMessage{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		member, _ := name.(string) // between members the decoder gives nothing else
		s, known := byMember(table, member)
		if !known {
			return nil, fmt.Errorf("there is no setting %q%s", member, suggestion(table, member))
		}
		if _, twice := members[member]; twice {
			return nil, fmt.Errorf("the setting %q is there twice", member)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("the setting %q: %w", member, err)
		}
		if err := s.decode(new(Values), value); err != nil {
			return nil, fmt.Errorf("the setting %q: %w", member, err)
		}
		members[member] = value
	}
	if _, err := decoder.Token(); err != nil { // the brace that ends the object
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON object of settings")
	}
	return members, nil
}

// suggestion names the setting that was probably meant.
func suggestion(table []Setting, member string) string {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
	}
	for _, s := range table {
		if plain(s.Name) == plain(member) || plain(s.Name)+"s" == plain(member) {
			return fmt.Sprintf(": it is called %q", s.Member())
		}
	}
	return ""
}

// decode puts the JSON of the setting's member where the value belongs.
func (s Setting) decode(v *Values, text json.RawMessage) error {
	field := s.field(v)
	// encoding/json takes null for anything.
	if bytes.Equal(text, []byte("null")) || json.Unmarshal(text, field) != nil {
		return fmt.Errorf("%s is no %s", text, s.Kind())
	}
	if list, ok := field.(*[]string); ok && bytes.Contains(text, []byte("null")) {
		var elements []*string
		if err := json.Unmarshal(text, &elements); err != nil {
			return err
		}
		for i := range *list {
			if elements[i] == nil {
				return fmt.Errorf("%s is no %s", text, s.Kind())
			}
		}
	}
	return s.check(v)
}
