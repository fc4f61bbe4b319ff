package arm

import "strings"

func lower(s string) string { return strings.ToLower(s) }

// fullName is the name of a resource with those of what contains it, such as
// "vm1/extension1".
func fullName(id string) string {
	_, inner, _ := strings.Cut(id[strings.LastIndex(id, "/providers/")+1:], "/")
	segments := strings.Split(inner, "/") // namespace, type, name, type, name
	var names []string
	for i := 2; i < len(segments); i += 2 {
		names = append(names, segments[i])
	}
	return strings.Join(names, "/")
}

func lastSlash(s string) int { return strings.LastIndexByte(s, '/') }
