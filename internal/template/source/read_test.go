package source_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

func TestReadsWhatAzureReads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"strict":                      {`{"a":[1,true,null,"x"]}`, `{"a":[1,true,null,"x"]}`},
		"a byte order mark":           {"\ufeff{}", `{}`},
		"comments":                    {"// c\n{ /* d */ \"a\" /**/ : 1 // e\n}// f", `{"a":1}`},
		"commas at the end":           {`{"a":[1,2,],}`, `{"a":[1,2]}`},
		"a name without quotes":       {`{template:{a_1:2}}`, `{"template":{"a_1":2}}`},
		"single quotes":               {`{'a':'b"c'}`, `{"a":"b\"c"}`},
		"line ends in a string":       {"{\"a\":\"b\r\n  c\"}", `{"a":"b\r\n  c"}`},
		"escapes":                     {`["\u00e9\ud83d\ude00\n\/\'"]`, `["é😀\n/'"]`},
		"of two members the last":     {`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
		"members that differ by case": {`{"a":1,"A":2}`, `{"a":1,"A":2}`},
		"numbers":                     {`[1.0,1e3,-0.5,9223372036854775807,9223372036854775808,0x10]`, `[1.0,1000.0,-0.5,9223372036854775807,9223372036854775808,16]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, err := source.Read([]byte(test.text), source.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := value.JSON(n.Value()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestNodesKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	n, err := source.Read([]byte("{\n  \"a\": {\n    \"b c\": [1, \"😀\"]\n  }\n}"), source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	b := n.Get("A").Get("b c")
	if b.Path() != "a['b c']" || b.NameLine != 3 || b.NameColumn != 10 || b.Line != 3 || b.Column != 12 {
		t.Errorf("%s %d:%d %d:%d", b.Path(), b.NameLine, b.NameColumn, b.Line, b.Column)
	}
	if e := b.Children()[1]; e.Path() != "a['b c'][1]" || e.Line != 3 || e.Column != 19 {
		t.Errorf("%s %d:%d", e.Path(), e.Line, e.Column)
	}
}
