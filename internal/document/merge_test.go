package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/document"
)

func read(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	value, err := document.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// The first rows are RFC 7396's own examples.
func TestMerge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ target, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		// Members are the same in any case, and keep their spelling.
		{`{"osProfile":{"adminUsername":"a"}}`, `{"OSPROFILE":{"AdminUsername":"b","x":1}}`, `{"osProfile":{"adminUsername":"b","x":1}}`},
		{`{"osProfile":1,"b":2}`, `{"OsProfile":null}`, `{"b":2}`},
		{`{"a":1,"A":2}`, `{"A":3}`, `{"a":1,"A":3}`},
	} {
		target, patch := read(t, test.target), read(t, test.patch)
		if diff := cmp.Diff(read(t, test.want), document.Merge(target, patch)); diff != "" {
			t.Errorf("%s with %s (-want +got):\n%s", test.target, test.patch, diff)
		}
		if !document.Equal(target, read(t, test.target)) || !document.Equal(patch, read(t, test.patch)) {
			t.Errorf("%s or %s has changed", test.target, test.patch)
		}
	}
}

// What comes out of a merge shares nothing with what went in.
func TestMergeCopies(t *testing.T) {
	t.Parallel()
	target, patch := read(t, `{"a":{"x":[1]}}`), read(t, `{"b":{"y":[2]}}`)
	merged := document.Merge(target, patch)
	document.Set(merged.(object), "a.x", "changed")
	document.Array(merged, "b.y")[0] = "changed"
	if !document.Equal(target, read(t, `{"a":{"x":[1]}}`)) || !document.Equal(patch, read(t, `{"b":{"y":[2]}}`)) {
		t.Errorf("a change of the result changed what went in: %v, %v", target, patch)
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ value, old, want string }{
		{`{}`, `{"a":1}`, `{"a":1}`},
		{`{"a":2}`, `{"a":1,"b":3}`, `{"a":2,"b":3}`},
		{`{"a":null}`, `{"a":1}`, `{"a":1}`},
		{`{"a":{"b":1}}`, `{"a":{"b":2,"c":3}}`, `{"a":{"b":1,"c":3}}`},
		{`{"A":{"B":1}}`, `{"a":{"b":2,"c":3}}`, `{"A":{"B":1,"c":3}}`},
		{`{"a":[]}`, `{"a":[1]}`, `{"a":[]}`},
		{`{"a":[{}]}`, `{"a":[{"b":1}]}`, `{"a":[{}]}`},
		{`{"a":"x"}`, `{"a":{"b":1}}`, `{"a":"x"}`},
		{`{"a":false,"b":0,"c":""}`, `{"a":true,"b":1,"c":"x"}`, `{"a":false,"b":0,"c":""}`},
		{`{"a":1}`, ``, `{"a":1}`},
		{`{}`, `{"a":null}`, `{}`},
		{``, `{"a":[1]}`, `{"a":[1]}`},
		{``, ``, ``},
	} {
		old := read(t, test.old)
		if diff := cmp.Diff(read(t, test.want), document.Fill(read(t, test.value), old)); diff != "" {
			t.Errorf("%s filled from %s (-want +got):\n%s", test.value, test.old, diff)
		}
		if !document.Equal(old, read(t, test.old)) {
			t.Errorf("%s has changed", test.old)
		}
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{`null`, `null`, true},
		{`{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, true},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`{"a":1}`, `{"A":1}`, false},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":null}`, `{"b":null}`, false},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `[1,1]`, false},
		{`1`, `1.0`, false},
		{`1`, `"1"`, false},
		{`[]`, `{}`, false},
		{`{}`, `null`, false},
		{`[]`, `null`, false},
	} {
		a, b := read(t, test.a), read(t, test.b)
		if document.Equal(a, b) != test.want || document.Equal(b, a) != test.want {
			t.Errorf("%s and %s: %v", test.a, test.b, !test.want)
		}
		if !document.Equal(a, document.Clone(a)) {
			t.Errorf("the clone of %s is %v", test.a, document.Clone(a))
		}
	}
}
