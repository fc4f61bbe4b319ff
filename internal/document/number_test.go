package document_test

import (
	"encoding/json"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
)

func TestInt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		value any
		want  int
	}{
		{"a number", json.Number("12"), 12},
		{"a text", "12", 12},
		{"below zero", json.Number("-3"), -3},
		{"what Numeral writes", document.Numeral(30), 30},
		{"a fraction", json.Number("1.5"), 0},
		{"other text", "twelve", 0},
		{"no text", true, 0},
		{"nothing", nil, 0},
	} {
		if got := document.Int(c.value); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
