package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/document"
)

type object = map[string]any

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		`null`:                       nil,
		` true `:                     true,
		"\r\n\tfalse\n":              false,
		`""`:                         "",
		`"a\"\\\/\b\f\n\r\té"`:       "a\"\\/\b\f\n\r\té",
		`"\u00e9\ud83d\ude00\u0041"`: "é😀A",
		`"\ud83d"`:                   "\ufffd",
		`"\ud83dx"`:                  "\ufffdx",
		`"\ud83d\u0041"`:             "\ufffdA",
		`"\ude00\ud83d"`:             "\ufffd\ufffd",
		"\"\xff\"":                   "\ufffd",
		`0`:                          json.Number("0"),
		`-0.0`:                       json.Number("-0.0"),
		`12345678901234567890.5`:     json.Number("12345678901234567890.5"),
		`1E+400`:                     json.Number("1E+400"),
		`[]`:                         []any{},
		`[1,[2],{}]`:                 []any{json.Number("1"), []any{json.Number("2")}, object{}},
		`{}`:                         object{},
		`{"a":{"b":[null]},"":1}`:    object{"a": object{"b": []any{nil}}, "": json.Number("1")},
		`{"a":1,"a":2}`:              object{"a": json.Number("2")},
		`{"a":1,"A":2}`:              object{"a": json.Number("1"), "A": json.Number("2")},
		"\ufeff{}":                   object{},
	} {
		got, err := document.Read([]byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// Errors say what is wrong and where, in the words that Azure's clients know.
func TestReadErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                   {"", "Unexpected end when reading JSON. Path '', line 1, position 1."},
		"a mark alone":              {"\ufeff", "Unexpected end when reading JSON. Path '', line 1, position 1."},
		"a word":                    {"nope", "Unexpected character encountered while parsing value: n. Path '', line 1, position 1."},
		"a half word":               {"tru", "Unexpected character encountered while parsing value: t. Path '', line 1, position 1."},
		"a second value":            {"{}\n{}", "Additional text encountered after finished reading JSON content: {. Path '', line 2, position 1."},
		"a value that is missing":   {`{"identity":{"type":}}`, "Unexpected character encountered while parsing value: }. Path 'identity.type', line 1, position 21."},
		"a value that breaks off":   {"{\n  \"a\": [1,\n  2", "Unexpected end when reading JSON. Path 'a[1]', line 3, position 4."},
		"no colon":                  {`{"a" 1}`, "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 6."},
		"no comma":                  {`{"a":1 "b":2}`, `After parsing a value an unexpected character was encountered: ". Path 'a', line 1, position 8.`},
		"no comma in an array":      {`{"a":[1 2]}`, "After parsing a value an unexpected character was encountered: 2. Path 'a[0]', line 1, position 9."},
		"no name":                   {`{a:1}`, "Invalid property identifier character: a. Path '', line 1, position 2."},
		"a name with a dot":         {`{"a.b":{"c d":x}}`, "Unexpected character encountered while parsing value: x. Path '['a.b']['c d']', line 1, position 15."},
		"a number":                  {`[1.]`, "Input string '1.' is not a valid number. Path '[0]', line 1, position 2."},
		"a number with zeros":       {`[007]`, "Input string '007' is not a valid number. Path '[0]', line 1, position 2."},
		"a minus":                   {`-`, "Input string '-' is not a valid number. Path '', line 1, position 1."},
		"a string without an end":   {`"abc`, `Unterminated string. Expected delimiter: ". Path '', line 1, position 5.`},
		"a control character":       {"\"a\x01\"", `Unterminated string: the control character '\x01' must be escaped. Path '', line 1, position 3.`},
		"an escape":                 {`"\x"`, `Bad JSON escape sequence: \x. Path '', line 1, position 3.`},
		"an escape of four digits":  {`"\u00g0"`, `Invalid Unicode escape sequence: \u00g0. Path '', line 1, position 4.`},
		"an escape that breaks off": {`"\u00`, "Unexpected end when reading JSON. Path '', line 1, position 6."},
		"an escape at the end":      {`"\`, "Unexpected end when reading JSON. Path '', line 1, position 3."},
		"a pair's half breaks off":  {`"\ud83d\u1"`, "Unexpected end when reading JSON. Path '', line 1, position 12."},
		"too deep":                  {strings.Repeat("[", 102), "The reader's MaxDepth of 100 has been exceeded. Path '" + strings.Repeat("[0]", 101) + "', line 1, position 102."},
		"a character beyond ASCII":  {`[é]`, "Unexpected character encountered while parsing value: é. Path '[0]', line 1, position 2."},
		"a byte that is no UTF-8":   {"[\xff]", "Unexpected character encountered while parsing value: \ufffd. Path '[0]', line 1, position 2."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := document.Read([]byte(test.text))
			if _, ok := errors.AsType[*document.SyntaxError](err); !ok || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// As deep as is allowed is read, and one deeper is not.
func TestReadDepth(t *testing.T) {
	t.Parallel()
	for depth, fine := range map[int]bool{100: true, 101: true, 102: false, 1 << 20: false} {
		text := strings.Repeat("[", depth) + strings.Repeat("]", depth)
		if _, err := document.Read([]byte(text)); (err == nil) != fine {
			t.Errorf("%d deep: %.100v", depth, err)
		}
	}
}

// FuzzRead takes for JSON what encoding/json takes for JSON, and reads the same
// from it; only the depth and a leading mark are judged otherwise.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"identity":{"type":"SystemAssigned","UserAssigned", "identityIds":["a"]}}`, `{"a":[1,-2.5e3,null,true,"\ud83d\ude00"]}`,
		`[[],{},"",0]`, "\ufeff[]", `"\u0000"`, `{"a":1,"a":2}`, "{", `"\`, "1e5x", "nul", "\t\n ",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := document.Read(text)
		plain := bytes.TrimPrefix(text, []byte("\ufeff"))
		if err != nil {
			syntax, ok := errors.AsType[*document.SyntaxError](err)
			if !ok || syntax.Line < 1 || syntax.Position < 1 {
				t.Fatalf("%q: %#v", text, err)
			}
			if json.Valid(plain) && !strings.Contains(syntax.What, "MaxDepth") {
				t.Fatalf("%q is JSON: %v", text, err)
			}
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(plain))
		decoder.UseNumber()
		var want any
		if err := decoder.Decode(&want); err != nil {
			t.Fatalf("%q is no JSON, and read as %v: %v", text, got, err)
		}
		if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			t.Fatalf("%q has more than one value", text)
		}
		if utf8.Valid(text) && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q reads as %#v, want %#v", text, got, want)
		}
		again, err := document.Read(document.Write(got))
		if err != nil || !document.Equal(got, again) {
			t.Fatalf("%q is written as %s, which reads as %v, %v", text, document.Write(got), again, err)
		}
	})
}
