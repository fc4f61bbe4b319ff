package replay

import (
	"regexp"
	"strings"
)

// matchesAny reports whether one of the patterns matches the whole text, in any
// case; '*' stands for any characters.
func matchesAny(patterns []string, text string) bool {
	for _, p := range patterns {
		if glob(p).MatchString(text) {
			return true
		}
	}
	return false
}

func glob(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?is)^` + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.*`) + `$`)
}

// pathGlob is glob for the paths of differences: '*' stays within one member or
// one pair of brackets, and '**' does not.
func pathGlob(pattern string) *regexp.Regexp {
	text := regexp.QuoteMeta(pattern)
	for _, r := range [][2]string{{`\*\*`, "\x00"}, {`\[\*\]`, `\[[^\]]*\]`}, {`\*`, `[^.\[\]]*`}, {"\x00", `.*`}} {
		text = strings.ReplaceAll(text, r[0], r[1])
	}
	return regexp.MustCompile(`(?s)^` + text + `$`)
}
