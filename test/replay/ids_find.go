package replay

import (
	"regexp"
	"strings"
)

// idForms finds what may be a GUID, with and without dashes.
var idForms = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}`)

// findIDs are the places of the GUIDs in a text. One with dashes may follow a
// letter or a digit, as it does after "%27"; one without stands by itself, or
// behind an underscore, as in the names of disks.
func findIDs(text string) [][]int {
	var found [][]int
	for _, at := range idForms.FindAllStringIndex(text, -1) {
		dashed := strings.Contains(text[at[0]:at[1]], "-")
		if (at[1] == len(text) || !isAlphanumeric(text[at[1]])) && (dashed || at[0] == 0 || !isAlphanumeric(text[at[0]-1])) {
			found = append(found, at)
		}
	}
	return found
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// replaceIDs puts what fn makes of each GUID in its place.
func replaceIDs(text string, fn func(id string) string) string {
	var b strings.Builder
	end := 0
	for _, at := range findIDs(text) {
		b.WriteString(text[end:at[0]])
		b.WriteString(fn(text[at[0]:at[1]]))
		end = at[1]
	}
	return b.String() + text[end:]
}

// holdsID reports whether there is a GUID in a text.
func holdsID(text string) bool { return len(findIDs(text)) > 0 }

// isID reports whether a text is a GUID.
func isID(text string) bool {
	at := findIDs(text)
	return len(at) == 1 && at[0][0] == 0 && at[0][1] == len(text)
}
