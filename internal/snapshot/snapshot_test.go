package snapshot_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/snapshot"
)

const (
	tenantID       = "00000000-0000-4000-8000-000000000001"
	subscriptionID = "00000000-0000-4000-8000-000000000002"
)

func of(documents ...resource.Document) snapshot.Snapshot {
	return snapshot.Snapshot{TenantID: tenantID, SubscriptionID: subscriptionID, Documents: documents}
}

func text(t *testing.T, s snapshot.Snapshot) string {
	t.Helper()
	b, err := s.Text()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The order in which documents, members and indexes come makes no difference,
// and numbers stay as they were written.
func TestTheTextIsCanonical(t *testing.T) {
	t.Parallel()
	a := resource.Document{Key: "/a", Kind: "k", Revision: 7, Body: []byte(`{"z":1.50,"a":{"y":null,"b":"<&>"}}`), Indexes: []resource.Index{{Name: "n", Value: "2"}, {Name: "n", Value: "1", Unique: true}}}
	b := resource.Document{Key: "/b", Kind: "k", Body: []byte(`{}`)}
	turned := a
	turned.Revision, turned.Body = 0, []byte(`{ "a": {"b":"\u003c&>", "y": null}, "z": 1.50 }`)
	turned.Indexes = []resource.Index{a.Indexes[1], a.Indexes[0]}
	want := text(t, of(a, b))
	if got := text(t, of(b, turned)); got != want {
		t.Error(cmp.Diff(want, got))
	}
	if !strings.Contains(want, `"b": "<&>"`) || !strings.Contains(want, `"z": 1.50`) {
		t.Error(want)
	}
	read, err := snapshot.Read([]byte(want))
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, read); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// What version 1 wrote is read for ever.
func TestVersion1(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile("testdata/version1.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Read(old)
	if err != nil {
		t.Fatal(err)
	}
	if s.TenantID != "2acc5c05-d37c-4315-8390-75e4cdcd3f74" || len(s.Documents) != 29 {
		t.Errorf("tenant %q, %d documents", s.TenantID, len(s.Documents))
	}
	again, err := snapshot.Read([]byte(text(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, again); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	head := `"format":"azimuth-snapshot","version":2,"tenantId":"` + tenantID + `","subscriptionId":"` + subscriptionID + `"`
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":                  {`format: azimuth`, `Unexpected`},
		"something else":           {`{"format":"x"}`, `its member "format" is not "azimuth-snapshot"`},
		"an array":                 {`[]`, `its member "format" is not`},
		"no version":               {`{"format":"azimuth-snapshot"}`, `its member "version" is no version`},
		"a version that is text":   {`{"format":"azimuth-snapshot","version":"2"}`, `its member "version" is no version`},
		"a newer version":          {`{"format":"azimuth-snapshot","version":3}`, `it has version 3, and this program knows up to 2`},
		"version 1 without tenant": {`{"format":"azimuth-snapshot","version":1,"documents":[]}`, `it has no tenant`},
		"no tenant":                {`{"format":"azimuth-snapshot","version":2,"documents":[]}`, `is no GUID`},
		"an unknown member":        {`{` + head + `,"more":1}`, `unknown field "more"`},
		"a key without a slash":    {`{` + head + `,"documents":[{"key":"a","kind":"k","body":{}}]}`, `document 0: the key "a" does not begin with '/'`},
		"no kind":                  {`{` + head + `,"documents":[{"key":"/a","body":{}}]}`, `/a has no kind`},
		"no body":                  {`{` + head + `,"documents":[{"key":"/a","kind":"k"}]}`, `the body of /a is no object`},
		"wrong order":              {`{` + head + `,"documents":[{"key":"/b","kind":"k","body":{}},{"key":"/a","kind":"k","body":{}}]}`, `the key /a does not come after "/b"`},
		"a key twice":              {`{` + head + `,"documents":[{"key":"/b","kind":"k","body":{}},{"key":"/b","kind":"k","body":{}}]}`, `the key /b does not come after "/b"`},
		"a value that is not unique": {`{` + head + `,"documents":[{"key":"/a","kind":"k","body":{},"indexes":[{"name":"n","value":"v","unique":true}]},` +
			`{"key":"/b","kind":"k","body":{},"indexes":[{"name":"n","value":"v"}]}]}`, `/a and /b have the same unique n`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := snapshot.Read([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	document := func(key, body string) resource.Document {
		return resource.Document{Key: key, Kind: "k", Body: []byte(body)}
	}
	const group = "/subscriptions/s/resourceGroups/App"
	before := of(document("/gone", `{}`), document("/same", `{"a":1}`), document("/subscriptions/s/resourcegroups/app", `{"id":"`+group+`","a":{"b":[1,2,{"c":null}]},"t":"x"}`))
	after := of(document("/new", `{}`), document("/same", `{"a":1}`), document("/subscriptions/s/resourcegroups/app", `{"id":"`+group+`","a":{"b":[1,3,{}],"n":null},"t":"x"}`))
	difference, err := snapshot.Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := difference.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	want := `- /gone
+ /new
~ ` + group + `
    ~ a.b[1]: 2 -> 3
    - a.b[2].c: null
    + a.n: null
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	if none, err := snapshot.Diff(after, after); err != nil || !none.Empty() {
		t.Errorf("of itself: %v, %v", none, err)
	}
}

// What is read can be written, and comes back as it was.
func FuzzRead(f *testing.F) {
	old, err := os.ReadFile("testdata/version1.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(old)
	f.Add([]byte(`{"format":"azimuth-snapshot","version":2,"tenantId":"` + tenantID + `","subscriptionId":"` + subscriptionID + `","documents":[{"key":"/a","kind":"k","body":{"a":[1e400,null]},"indexes":[{"name":"n","value":""}]}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := snapshot.Read(content)
		if err != nil {
			return
		}
		written := text(t, s)
		again, err := snapshot.Read([]byte(written))
		if err != nil {
			t.Fatalf("%v: %s", err, written)
		}
		if got := text(t, again); got != written {
			t.Error(cmp.Diff(written, got))
		}
		if difference, err := snapshot.Diff(s, again); err != nil || !difference.Empty() {
			t.Errorf("%v, %v", difference, err)
		}
	})
}
