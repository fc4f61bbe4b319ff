package lean_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// The functions do what those of the standard library do.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "a=b=c", " one\ttwo\n", "0", "007", "-1", "999999999999999999", "1234567890123456789", "PATH=/bin:", "four "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, after, found := lean.Cut(text, '=')
		if b, a, ok := strings.Cut(text, "="); b != before || a != after || ok != found {
			t.Errorf("Cut: %q %q %t", before, after, found)
		}
		before, after, found = lean.CutLast(text, '=')
		if i := strings.LastIndexByte(text, '='); found != (i >= 0) || found && (before != text[:i] || after != text[i+1:]) || !found && before != text {
			t.Errorf("CutLast: %q %q %t", before, after, found)
		}
		if lean.HasPrefix(text, "a=") != strings.HasPrefix(text, "a=") {
			t.Error("HasPrefix")
		}
		ascii := strings.Map(func(r rune) rune {
			if r > 127 || r == '\v' || r == '\f' {
				return 'x'
			}
			return r
		}, text)
		if got, want := lean.Fields(ascii), strings.Fields(ascii); !slices.Equal(got, want) {
			t.Errorf("Fields: %q, want %q", got, want)
		}
		number, ok := lean.Atoi(text)
		want, err := strconv.ParseUint(text, 10, 63)
		if ok != (err == nil && len(text) <= 18) || ok && uint64(number) != want {
			t.Errorf("Atoi: %d %t", number, ok)
		}
		if ok && lean.Itoa(number) != strconv.Itoa(number) {
			t.Errorf("Itoa: %s", lean.Itoa(number))
		}
	})
}
