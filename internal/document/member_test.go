package document_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/document"
)

func TestMember(t *testing.T) {
	t.Parallel()
	value := read(t, `{"a":1,"Bee":{"C":[{"d":"e"}]},"BEE2":null,"x":1,"X":2}`)
	for member, want := range map[string]struct {
		value any
		name  string
		ok    bool
	}{
		"a":    {json.Number("1"), "a", true},
		"A":    {json.Number("1"), "a", true},
		"bee":  {object{"C": []any{object{"d": "e"}}}, "Bee", true},
		"bee2": {nil, "BEE2", true},
		"X":    {json.Number("2"), "X", true}, // the one spelled so comes first
		"none": {nil, "none", false},
	} {
		got, name, ok := document.Member(value, member)
		if diff := cmp.Diff(want.value, got); diff != "" || name != want.name || ok != want.ok {
			t.Errorf("%s: %q, %v\n%s", member, name, ok, diff)
		}
	}
	for _, none := range []any{nil, "a", []any{}, json.Number("1")} {
		if _, _, ok := document.Member(none, "a"); ok {
			t.Errorf("%v has a member", none)
		}
	}
	if got := document.String(value, "bee.c"); got != "" {
		t.Errorf("an array is the string %q", got)
	}
	if got := document.Array(value, "BEE.c"); len(got) != 1 || document.String(got[0], "D") != "e" {
		t.Errorf("the array is %v", got)
	}
	if got := document.At(value, "a.b.c"); got != nil {
		t.Errorf("beneath a number is %v", got)
	}
}

func TestSetRemoveDefault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(object)
		want   string
	}{
		"set what is there":        {func(o object) { document.Set(o, "A", "x") }, `{"a":"x","b":{"c":2},"n":null}`},
		"set deep":                 {func(o object) { document.Set(o, "B.d.e", true) }, `{"a":1,"b":{"c":2,"d":{"e":true}},"n":null}`},
		"set through a number":     {func(o object) { document.Set(o, "a.x", nil) }, `{"a":{"x":null},"b":{"c":2},"n":null}`},
		"remove":                   {func(o object) { document.Remove(o, "B.C") }, `{"a":1,"b":{},"n":null}`},
		"remove what is not there": {func(o object) { document.Remove(o, "x.y"); document.Remove(o, "a.y") }, `{"a":1,"b":{"c":2},"n":null}`},
		"default what is there":    {func(o object) { document.Default(o, "A", "x") }, `{"a":1,"b":{"c":2},"n":null}`},
		"default null":             {func(o object) { document.Default(o, "N", "x") }, `{"a":1,"b":{"c":2},"n":"x"}`},
		"default deep":             {func(o object) { document.Default(o, "b.x.y", "z") }, `{"a":1,"b":{"c":2,"x":{"y":"z"}},"n":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := read(t, `{"a":1,"b":{"c":2},"n":null}`).(object)
			test.change(o)
			if diff := cmp.Diff(read(t, test.want), any(o)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	got := string(document.Write(object{"b": []any{nil, true}, "a": "<&>\"\n", "n": json.Number("1.50")}))
	if want := `{"a":"<&>\"\n","b":[null,true],"n":1.50}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
