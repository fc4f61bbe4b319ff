package function

import (
	"unicode"
	"unicode/utf16"
)

// units are the UTF-16 units of a text: what .NET counts lengths and indexes in.
func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

func ofUnits(u []uint16) string { return string(utf16.Decode(u)) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// length is how many UTF-16 units a text has.
func length(s string) int {
	if isASCII(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// slice is the part of a text between two UTF-16 units; the bounds are right.
func slice(s string, from, to int) string {
	if isASCII(s) {
		return s[from:to]
	}
	return ofUnits(units(s)[from:to])
}

// folded are a text's units without regard to case, one for one.
func folded(s string) []uint16 {
	u := units(s)
	for i, c := range u {
		if upper := unicode.ToUpper(rune(c)); !utf16.IsSurrogate(rune(c)) && upper <= 0xffff {
			u[i] = uint16(upper)
		}
	}
	return u
}

// foldedIndex is where a text has another without regard to case, from its
// beginning or from its end, or -1.
func foldedIndex(s, part string, last bool) int {
	in, of := folded(s), folded(part)
	if !last {
		return find(in, of)
	}
	for i := len(in) - len(of); i >= 0; i-- {
		if matches(in[i:], of) {
			return i
		}
	}
	return -1
}

// find is where units have others first, or -1.
func find(in, of []uint16) int {
	for i := 0; i+len(of) <= len(in); i++ {
		if matches(in[i:], of) {
			return i
		}
	}
	return -1
}

// matches reports whether units, of which there are enough, begin with others.
func matches(in, of []uint16) bool {
	for i := range of {
		if in[i] != of[i] {
			return false
		}
	}
	return true
}
