package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Unescape reads the escape sequence of a JSON string that begins at a place of
// a text, which holds a backslash. It gives the character and the place after it.
// Beside JSON's own escapes it takes that of a single quote, as Azure does. wrong
// is what is wrong with the sequence, at the place end; "" where nothing is.
func Unescape(text string, at int) (char rune, end int, wrong string) {
	at++
	if at == len(text) {
		return 0, at, endedEarly
	}
	c := text[at]
	if plain := strings.IndexByte(`"\/'bfnrt`, c); plain >= 0 {
		return rune("\"\\/'\b\f\n\r\t"[plain]), at + 1, ""
	}
	if c != 'u' {
		other, _ := utf8.DecodeRuneInString(text[at:])
		return 0, at, "Bad JSON escape sequence: \\" + string(other) + "."
	}
	first, end, wrong := hex4(text, at+1)
	if wrong != "" || !utf16.IsSurrogate(first) || !strings.HasPrefix(text[end:], `\u`) {
		return first, end, wrong
	}
	second, afterPair, wrong := hex4(text, end+2)
	if wrong != "" {
		return 0, afterPair, wrong
	}
	if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
		return pair, afterPair, ""
	}
	return first, end, ""
}

const endedEarly = "Unexpected end when reading JSON."

// hex4 reads four hexadecimal digits.
func hex4(text string, at int) (char rune, end int, wrong string) {
	if at+4 > len(text) {
		return 0, len(text), endedEarly
	}
	digits := text[at : at+4]
	code, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return 0, at, `Invalid Unicode escape sequence: \u` + strings.ToValidUTF8(digits, "?") + "."
	}
	return rune(code), at + 4, ""
}
