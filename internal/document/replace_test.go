package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/document"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	array := `[{"name":"a"},{"name":"B","x":1}]`
	for name, c := range map[string]struct {
		name, put, want string
	}{
		"replaced in its place, in any case": {"A", `{"name":"A","y":2}`, `[{"name":"A","y":2},{"name":"B","x":1}]`},
		"added at the end":                   {"c", `{"name":"c"}`, `[{"name":"a"},{"name":"B","x":1},{"name":"c"}]`},
		"removed":                            {"b", ``, `[{"name":"a"}]`},
		"removed where it is not":            {"c", ``, array},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := read(t, array).([]any)
			var put map[string]any
			if c.put != "" {
				put = read(t, c.put).(map[string]any)
			}
			if diff := cmp.Diff(read(t, c.want), any(document.Replace(before, c.name, put))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(read(t, array), any(before)); diff != "" {
				t.Errorf("the array itself (-want +got):\n%s", diff)
			}
		})
	}
}
