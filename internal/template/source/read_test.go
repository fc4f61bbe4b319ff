package source_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

func read(t *testing.T, text string) *source.Node {
	t.Helper()
	n, err := source.Read([]byte(text), source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReadsWhatAzureReads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"strict":                      {`{"a":[1,true,null,"x"]}`, `{"a":[1,true,null,"x"]}`},
		"a scalar":                    {` "x" `, `"x"`},
		"empty ones":                  {`[{},[]]`, `[{},[]]`},
		"a byte order mark":           {"\ufeff{}", `{}`},
		"comments":                    {"// c\n{ /* d */ \"a\" /**/ : 1 // e\n}// f", `{"a":1}`},
		"a comment of many lines":     {"/* a\n * b */[1/*c*/,/*d*/2]", `[1,2]`},
		"commas at the end":           {`{"a":[1,2,],}`, `{"a":[1,2]}`},
		"a name without quotes":       {`{template:{a_1:2, $schema: 3}}`, `{"template":{"a_1":2,"$schema":3}}`},
		"single quotes":               {`{'a':'b"c'}`, `{"a":"b\"c"}`},
		"line ends in a string":       {"{\"a\":\"b\r\n  c\"}", `{"a":"b\r\n  c"}`},
		"a tab in a string":           {"\"a\tb\"", `"a\tb"`},
		"escapes":                     {`["\u00e9\ud83d\ude00\n\/\'\b"]`, `["é😀\n/'\b"]`},
		"half of a pair":              {`["\ud83d", "\ud83dx", "\ud83d\u0041"]`, `["�","�x","�A"]`},
		"bytes that are no text":      {"[\"\xff\"]", `["�"]`},
		"of two members the last":     {`{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
		"members that differ by case": {`{"a":1,"A":2}`, `{"a":1,"A":2}`},
		"numbers":                     {`[1.0,1e3,-0.5,+1,.5,9223372036854775807,9223372036854775808,-9223372036854775809,0x10,1.10]`, `[1.0,1000.0,-0.5,1,0.5,9223372036854775807,9223372036854775808,-9223372036854775809,16,1.1]`},
		"many members":                {`{a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9,j:10,A:11,j:12,a:13}`, `{"a":13,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":12,"A":11}`},
		"the body that az sends": {
			"{\"properties\": {\"parameters\": {}, \"mode\": \"incremental\", template:{\n  // mine\n  \"resources\": [],\n}}}",
			`{"properties":{"parameters":{},"mode":"incremental","template":{"resources":[]}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := value.JSON(read(t, test.text).Value()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRefusesTheRestAndSaysWhere(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                   {"", "Unexpected end when reading JSON. Path '', line 1, position 0."},
		"only a comment":            {"// x", "Unexpected end when reading JSON. Path '', line 1, position 4."},
		"an open object":            {"{\n \"a\": 1", "Unexpected end when reading JSON. Path 'a', line 2, position 7."},
		"an open array":             {"[1,", "Unexpected end when reading JSON. Path '[0]', line 1, position 3."},
		"a name alone":              {`{"a"}`, "Invalid character after parsing property name. Expected ':' but got: }. Path '', line 1, position 4."},
		"a name and a colon":        {`{"a":`, "Unexpected end when reading JSON. Path 'a', line 1, position 5."},
		"no value":                  {`{"a":}`, "Unexpected character encountered while parsing value: }. Path 'a', line 1, position 5."},
		"no comma":                  {"{\"a\":[{\"b\": 1 \"c\": 2}]}", "After parsing a value an unexpected character was encountered: \". Path 'a[0].b', line 1, position 14."},
		"two commas":                {`[1,,2]`, "Unexpected character encountered while parsing value: ,. Path '[1]', line 1, position 3."},
		"a comma alone":             {`{,}`, "Invalid property identifier character: ,. Path '', line 1, position 1."},
		"the wrong bracket":         {`[1}`, "After parsing a value an unexpected character was encountered: }. Path '[0]', line 1, position 2."},
		"text that goes on":         {`{} {}`, "Additional text encountered after finished reading JSON content: {. Path '', line 1, position 3."},
		"a word":                    {`[True]`, "Unexpected character encountered while parsing value: T. Path '[0]', line 1, position 1."},
		"a word that goes on":       {`[nullable]`, "Unexpected character encountered while parsing value: n. Path '[0]', line 1, position 1."},
		"an open string":            {"[\"a\n", "Unterminated string. Expected delimiter: \". Path '[0]', line 2, position 0."},
		"an open single quote":      {`['a"]`, "Unterminated string. Expected delimiter: '. Path '[0]', line 1, position 5."},
		"an escape of nothing":      {`["\`, "Unexpected end when reading JSON. Path '[0]', line 1, position 3."},
		"an unknown escape":         {`["\x"]`, `Bad JSON escape sequence: \x. Path '[0]', line 1, position 3.`},
		"an escape that is no code": {`["\u12g4"]`, `Invalid Unicode escape sequence: \u12g4. Path '[0]', line 1, position 4.`},
		"half an escape":            {`["\u12`, "Unexpected end when reading JSON. Path '[0]', line 1, position 6."},
		"two points":                {`[1.2.3]`, "Input string '1.2.3' is not a valid number. Path '[0]', line 1, position 1."},
		"a number that goes on":     {`[12px]`, "Unexpected character encountered while parsing number: p. Path '[0]', line 1, position 3."},
		"a sign alone":              {`[-]`, "Input string '-' is not a valid number. Path '[0]', line 1, position 1."},
		"a number beyond all":       {`[0xfffffffffffffffff]`, "Input string '0xfffffffffffffffff' is not a valid number. Path '[0]', line 1, position 1."},
		"an open comment":           {"{/* a", "Unexpected end while parsing comment. Path '', line 1, position 5."},
		"half a comment":            {"{/", "Unexpected end while parsing comment. Path '', line 1, position 2."},
		"a slash":                   {"{/ a}", "Error parsing comment. Expected: *, got  . Path '', line 1, position 2."},
		"deep":                      {strings.Repeat("[", 200), "The reader's MaxDepth of 128 has been exceeded. Path '" + strings.Repeat("[0]", 128) + "', line 1, position 128."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Read([]byte(test.text), source.Limits{})
			var e *source.Error
			if !errors.As(err, &e) || e.Error() != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestKeepsLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text   string
		limits source.Limits
		want   string
	}{
		"bytes":        {`[1, 2]`, source.Limits{Bytes: 5}, "The content of '6' bytes exceeds the limit of '5' bytes. Path '', line 1, position 1."},
		"just enough":  {`[1, 2]`, source.Limits{Bytes: 6, Depth: 1, Values: 3}, ""},
		"depth":        {`[[1]]`, source.Limits{Depth: 1}, "The reader's MaxDepth of 1 has been exceeded. Path '[0]', line 1, position 1."},
		"values":       {`[1, 2, 3]`, source.Limits{Values: 3}, "The content has more values than the limit of '3'. Path '[2]', line 1, position 7."},
		"values alone": {"[" + strings.Repeat("0,", source.DefaultValues) + "]", source.Limits{}, fmt.Sprintf("The content has more values than the limit of '%d'. Path '[%d]', line 1, position %d.", source.DefaultValues, source.DefaultValues-1, 2*source.DefaultValues-1)},
	} {
		_, err := source.Read([]byte(test.text), test.limits)
		if (err == nil) != (test.want == "") || (err != nil && err.Error() != test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNodesKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	n := read(t, "{\r\n  \"a\": {\n    \"b c\": [1, \"😀\"],\n\"it's.\":null, }\r}")
	b := n.Get("A").Get("b c")
	if b.Path() != "a['b c']" || b.NameLine != 3 || b.NameColumn != 10 || b.Line != 3 || b.Column != 12 {
		t.Errorf("%s %d:%d %d:%d", b.Path(), b.NameLine, b.NameColumn, b.Line, b.Column)
	}
	if e := b.Children()[1]; e.Path() != "a['b c'][1]" || e.Line != 3 || e.Column != 19 || e.Parent() != b {
		t.Errorf("%s %d:%d", e.Path(), e.Line, e.Column)
	}
	if c := n.Get("a").Get("it's."); c.Path() != `a['it\'s.']` || c.Line != 4 || c.Column != 12 || !c.IsNull() || c.Name() != "it's." {
		t.Errorf("%s %d:%d", c.Path(), c.Line, c.Column)
	}
	if n.Path() != "" || n.Line != 1 || n.Column != 1 || n.NameLine != 0 || n.Parent() != nil {
		t.Errorf("%s %d:%d", n.Path(), n.Line, n.Column)
	}
}

func TestNodesAreWhatTheyAre(t *testing.T) {
	t.Parallel()
	n := read(t, `{"o":{},"a":[],"s":"x","n":null,"i":1,"S":"y"}`)
	if !n.IsObject() || !n.Get("o").IsObject() || !n.Get("a").IsArray() || n.Get("a").IsObject() || !n.Get("n").IsNull() || n.Get("o").IsNull() {
		t.Error("a kind is wrong")
	}
	if s, ok := n.Get("S").Text(); !ok || s != "y" {
		t.Errorf("S is %q, %v", s, ok)
	}
	if _, ok := n.Get("i").Text(); ok {
		t.Error("a number is a text")
	}
	var none *source.Node
	if n.Get("none") != nil || n.Get("a").Get("x") != nil || none.Get("x") != nil || none.IsObject() || none.IsArray() || none.IsNull() || none.Children() != nil || none.Value() != nil || none.Path() != "" {
		t.Error("nothing is something")
	}
	if _, ok := none.Text(); ok {
		t.Error("nothing is a text")
	}
}

// FuzzRead reads what is no JSON: there are a tree and its places, or an error
// that says where, never a crash. What is read reads the same when it is written.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "{}", `{"a":[1,true,null,"x"]}`, "// c\n{ /* d */ a : 1, 'b': \"\n\", }", `["\u00e9\ud83d\ude00\n\/\'"]`,
		`[1.0,1e3,-0.5,9223372036854775808,0x10,+1,.5]`, "\ufeff[[[", `{"a":{"a":{"a":`, "[1,,2]", `"\ud83d`, "{\"a\"/*", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := source.Read([]byte(text), source.Limits{})
		var e *source.Error
		if err != nil {
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 0 || e.Message == "" {
				t.Fatalf("%q fails with %#v", text, err)
			}
			return
		}
		lines := 1 + strings.Count(text, "\n") + strings.Count(text, "\r")
		checkPlaces(t, n, lines)
		written := value.JSON(n.Value())
		again, err := source.Read([]byte(written), source.Limits{})
		if err != nil || value.JSON(again.Value()) != written {
			t.Fatalf("%q is written as %q, which reads as %v, %v", text, written, again.Value(), err)
		}
	})
}

func checkPlaces(t *testing.T, n *source.Node, lines int) {
	t.Helper()
	if n.Line < 1 || n.Line > lines || n.Column < 0 {
		t.Fatalf("%s is at %d:%d", n.Path(), n.Line, n.Column)
	}
	for _, child := range n.Children() {
		if child.Parent() != n {
			t.Fatalf("%s has another parent", child.Path())
		}
		checkPlaces(t, child, lines)
	}
}

// BenchmarkRead reads a template of 4 MB, the largest that Azure takes.
func BenchmarkRead(b *testing.B) {
	resource := `    { "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "[concat('vm', copyIndex())]", "properties": { "sizes": [1, 2, 3], "on": true } },` + "\n"
	text := []byte("{\n  \"resources\": [\n" + strings.Repeat(resource, 4<<20/len(resource)) + "  ]\n}")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := source.Read(text, source.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
