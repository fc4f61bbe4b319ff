package client

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRefusal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       Error
		shown      string
	}{
		{"Resource Manager's", `{"error":{"code":"NotFound","message":"gone"}}`, Error{404, "NotFound", "gone"}, "NotFound: gone"},
		{"the token service's", `{"error":"invalid_client","error_description":"no"}`, Error{404, "invalid_client", "no"}, "invalid_client: no"},
		{"neither's", `{"x":1}`, Error{404, "", `{"x":1}`}, `the server answered 404: {"x":1}`},
		{"no JSON", `nothing`, Error{404, "", "nothing"}, "the server answered 404: nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := refusal(404, []byte(test.text))
			if diff := cmp.Diff(test.want, *got); diff != "" {
				t.Error(diff)
			}
			if got.Error() != test.shown {
				t.Errorf("shown as %q", got.Error())
			}
		})
	}
}

func FuzzRefusal(f *testing.F) {
	f.Add([]byte(`{"error":{"code":"NotFound","message":"gone"}}`))
	f.Add([]byte(`{"error":"invalid_client","error_description":"no"}`))
	f.Add([]byte(`{"error":`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := refusal(500, text)
		if got.Status != 500 || got.Code == "" && got.Message != string(text) {
			t.Errorf("%q was read as %+v", text, got)
		}
	})
}
