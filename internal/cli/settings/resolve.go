package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// AddFlags adds a flag for each setting. What the flags say goes into v, which
// then has the defaults of all others.
func AddFlags(flags *pflag.FlagSet, v *Values) {
	for _, s := range Table() {
		switch field := s.field(v).(type) {
		case *string:
			flags.StringVar(field, s.Name, s.Default, s.Usage)
		case *bool:
			flags.BoolVar(field, s.Name, false, s.Usage)
		case *[]string:
			flags.StringArrayVar(field, s.Name, nil, s.Usage)
		}
	}
}

// Origin is where a setting's value came from.
type Origin struct {
	Name, Value string
	// From is the flag or the variable by its name, the file by its path, or "default".
	From string
}

// FromDefault is the origin of what nobody has set.
const FromDefault = "default"

// Resolve completes v, into which AddFlags' flags were parsed: what no flag says
// the environment does, else the file. It returns where each value came from, in
// the order of the table. Variables that are empty say nothing.
func Resolve(v *Values, flags *pflag.FlagSet, getenv func(string) string, file File) ([]Origin, error) {
	table := Table()
	origins := make([]Origin, 0, len(table))
	for _, s := range table {
		from, err := s.resolve(v, flags, getenv, file)
		if err != nil {
			return nil, err
		}
		origins = append(origins, Origin{Name: s.Name, Value: s.show(v), From: from})
	}
	return origins, nil
}

func (s Setting) resolve(v *Values, flags *pflag.FlagSet, getenv func(string) string, file File) (from string, err error) {
	if flags.Changed(s.Name) {
		from = "--" + s.Name
		return from, prefixed(from, s.check(v))
	}
	if value := getenv(s.Env()); value != "" && (s.foreign == nil || !s.foreign(value)) {
		return s.Env(), prefixed(s.Env(), s.parse(v, value))
	}
	if value, ok := file.members[s.Member()]; ok {
		return file.Path, prefixed(fmt.Sprintf("%s: the setting %q", file.Path, s.Member()), s.decode(v, value))
	}
	return FromDefault, nil
}

func prefixed(from string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", from, err)
}

// parse puts the value of the setting's environment variable where it belongs.
// The elements of a list stand between commas.
func (s Setting) parse(v *Values, value string) error {
	switch field := s.field(v).(type) {
	case *string:
		*field = value
	case *bool:
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		*field = on
	case *[]string:
		*field = strings.Split(value, ",")
		for i, element := range *field {
			(*field)[i] = strings.TrimSpace(element)
		}
	}
	return s.check(v)
}

// check refuses what is none of the setting's choices.
func (s Setting) check(v *Values) error {
	if value, ok := s.field(v).(*string); ok && s.Choices != nil && !slices.Contains(s.Choices, *value) {
		last := len(s.Choices) - 1
		return fmt.Errorf("there is no %s %q: choose %s or %s", s.noun, *value, strings.Join(s.Choices[:last], ", "), s.Choices[last])
	}
	return nil
}

// show is the setting's value as its environment variable would have it.
func (s Setting) show(v *Values) string {
	switch field := s.field(v).(type) {
	case *bool:
		return strconv.FormatBool(*field)
	case *[]string:
		return strings.Join(*field, ",")
	case *string:
		return *field
	}
	return ""
}
