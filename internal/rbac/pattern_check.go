package rbac

import "strings"

// ValidPattern reports whether a text may stand among the actions of a custom
// role: "*", or a path of at least two segments of letters, digits and ".-_",
// in which stars stand for anything. Whether there is such an action is not
// asked: roles may name those of providers that are not here.
func ValidPattern(text string) bool {
	if text == "*" {
		return true
	}
	segments := strings.Split(text, "/")
	for _, segment := range segments {
		if segment == "" || strings.IndexFunc(segment, notInPatterns) >= 0 {
			return false
		}
	}
	return len(segments) > 1
}

func notInPatterns(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(".-_*", c)
}
