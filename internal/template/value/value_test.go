package value_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/template/value"
)

func object(members ...any) *value.Object {
	o := value.NewObject()
	for i := 0; i < len(members); i += 2 {
		o.Set(members[i].(string), members[i+1])
	}
	return o
}

func TestObjectFindsNamesInAnyCase(t *testing.T) {
	t.Parallel()
	few, many := object("b", 1, "a", 2, "B", 3), object("b", 1, "a", 2, "B", 3)
	for i := range 20 {
		many.Set(fmt.Sprintf("Name%d", i), i)
	}
	many.Set("name7", "seven")
	for _, o := range []*value.Object{few, many} {
		for name, want := range map[string]any{"b": 1, "B": 3, "A": 2, "a": 2} {
			if got, ok := o.Get(name); !ok || got != want {
				t.Errorf("%s of %d: %v, %v", name, o.Len(), got, ok)
			}
		}
		if _, ok := o.Get("c"); ok || o.Index("c") != -1 || o.At(0).Name != "b" {
			t.Errorf("%d members: c is there, or not all in order", o.Len())
		}
	}
	if got, _ := many.Get("NAME7"); got != 7 {
		t.Errorf("of two that differ by case the first is %v", got)
	}
	if got, _ := many.Get("name7"); got != "seven" {
		t.Errorf("the one spelled so is %v", got)
	}
	many.Set("Name3", "three")
	many.SetAt(many.Index("name4"), "four")
	if value.JSON(many) == "" || many.Len() != 24 {
		t.Errorf("%d members", many.Len())
	}
	if three, _ := many.Get("name3"); three != "three" {
		t.Errorf("Name3 is %v", three)
	}
	for name := range few.All() {
		if name != "b" {
			t.Errorf("the first is %s", name)
		}
		break
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		a, b any
		want bool
	}{
		"nulls":                    {nil, nil, true},
		"null and false":           {nil, false, false},
		"numbers":                  {int64(1), int64(1), true},
		"a whole float":            {int64(1), 1.0, true},
		"a float and a whole":      {2.0, int64(2), true},
		"floats":                   {1.5, int64(1), false},
		"text and number":          {"1", int64(1), false},
		"case":                     {"a", "A", false},
		"arrays":                   {[]any{int64(1), "a"}, []any{int64(1), "a"}, true},
		"order":                    {[]any{int64(1), "a"}, []any{"a", int64(1)}, false},
		"a longer one":             {[]any{int64(1)}, []any{}, false},
		"array and text":           {[]any{}, "", false},
		"text and array":           {"", []any{}, false},
		"objects in any order":     {object("a", int64(1), "b", nil), object("b", nil, "a", int64(1)), true},
		"names in another case":    {object("a", int64(1)), object("A", int64(1)), false},
		"other values":             {object("a", int64(1)), object("a", int64(2)), false},
		"other names":              {object("a", nil), object("b", nil), false},
		"object and number":        {object(), int64(1), false},
		"number and object":        {int64(1), object(), false},
		"numbers beyond 64 bits":   {json.Number("9223372036854775808"), json.Number("9223372036854775808"), true},
		"deep":                     {object("a", []any{object("b", "c")}), object("a", []any{object("b", "c")}), true},
		"objects of other lengths": {object(), object("a", nil), false},
	} {
		if got := value.Equal(test.a, test.b); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTextOfValues(t *testing.T) {
	t.Parallel()
	v := object("b", []any{nil, true, int64(-1), 1.0, json.Number("9223372036854775808")}, `q"'\`, "\n\r\t\b\f\x01\u2028<é😀", "a", object())
	if got, want := value.JSON(v), `{"b":[null,true,-1,1.0,9223372036854775808],"q\"'\\":"\n\r\t\b\f\u0001\u2028<é😀","a":{}}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := value.SingleQuoted(object("it's", `"x"`)), `{'it\'s':'"x"'}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	marshalled, err := json.Marshal(map[string]any{"o": object("b", int64(1), "a", "<")})
	if err != nil || string(marshalled) != `{"o":{"b":1,"a":"\u003c"}}` {
		t.Errorf("%s, %v", marshalled, err)
	}
	for f, want := range map[float64]string{
		0: "0.0", math.Copysign(0, -1): "-0.0", 1: "1.0", 1.5: "1.5", 1e14: "100000000000000.0", 1e15: "1E+15", 1.25e-7: "1.25E-07", 0.0001: "0.0001", -2e300: "-2E+300",
		math.Inf(1): `"Infinity"`, math.Inf(-1): `"-Infinity"`,
	} {
		if got := value.Float(f); got != want {
			t.Errorf("%v: %s, want %s", f, got, want)
		}
	}
}

func TestTreesGoBothWays(t *testing.T) {
	t.Parallel()
	tree := map[string]any{"b": []any{json.Number("1"), json.Number("1.5"), "x", nil, true}, "a": map[string]any{"c": json.Number("12345678901234567890")}}
	v := value.Of(tree)
	if got, want := value.JSON(v), `{"a":{"c":12345678901234567890},"b":[1,1.5,"x",null,true]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if diff := cmp.Diff(any(tree), value.Tree(v)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for text, want := range map[string]any{"1": int64(1), "-0": int64(0), "1.0": 1.0, "1e2": 100.0, "1e999": json.Number("1e999"), "18446744073709551616": json.Number("18446744073709551616")} {
		if got := value.Number(text); got != want {
			t.Errorf("%s is the %T %v", text, got, got)
		}
	}
	for _, v := range []any{nil, true, int64(1), 1.0, "s", []any{}, object(), json.Number("1"), 1} {
		if name := value.TypeName(v); (name == "Undefined") != (v == 1) {
			t.Errorf("%v is a %s", v, name)
		}
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	var laughs any = "ha"
	for range 60 {
		laughs = []any{laughs, laughs}
	}
	for name, test := range map[string]struct {
		v           any
		most, depth int
		weight      int
		ok          bool
	}{
		"a scalar":              {int64(1), 10, 0, 1, true},
		"a long text":           {strings.Repeat("x", 160), 100, 0, 11, true},
		"an object":             {object("a", []any{int64(1), nil}), 100, 2, 4, true},
		"too deep":              {object("a", []any{}), 100, 1, 0, false},
		"too heavy":             {[]any{1, 2, 3}, 3, 1, 0, false},
		"one part a great many": {laughs, 1000, 100, 0, false},
	} {
		weight, ok := value.Measure(test.v, test.most, test.depth)
		if ok != test.ok || (ok && weight != test.weight) {
			t.Errorf("%s: %d, %v", name, weight, ok)
		}
	}
}
