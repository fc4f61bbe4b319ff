package conversation

import (
	"fmt"
	"strconv"
	"strings"
)

// at follows a path into a tree of JSON values; ok is false where it leads
// nowhere. An error means that the path itself is wrong.
func at(value any, path string) (found any, ok bool, err error) {
	rest := strings.TrimPrefix(path, ".")
	for rest != "" {
		var part string
		if strings.HasPrefix(rest, "[") {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, false, fmt.Errorf("the path %q has a '[' without ']'", path)
			}
			part, rest = rest[1:end], rest[end+1:]
		} else {
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			part, rest = rest[:end], rest[end:]
		}
		if value, ok = member(value, part); !ok {
			return nil, false, nil
		}
		rest = strings.TrimPrefix(rest, ".")
	}
	return value, true, nil
}

// member is one step of a path: an object's member, an array's element by its
// index, or the first that has a member with a value (name=vm1).
func member(value any, part string) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		inner, ok := v[part]
		return inner, ok
	case []any:
		if name, wanted, byValue := strings.Cut(part, "="); byValue {
			for _, element := range v {
				if inner, ok, err := at(element, name); err == nil && ok && inner == wanted {
					return element, true
				}
			}
			return nil, false
		}
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}
