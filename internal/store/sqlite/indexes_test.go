package sqlite_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func TestIndexesSurviveEncoding(t *testing.T) {
	t.Parallel()
	cases := map[string][]resource.Index{
		"none":              nil,
		"empty strings":     {{}},
		"unique and shared": {{Name: "u", Value: "x", Unique: true}, {Name: "s", Value: "y"}},
		"long":              {{Name: strings.Repeat("n", 200), Value: strings.Repeat("v", 70000), Unique: true}, {Name: "z"}},
		"any bytes":         {{Name: "\x00\xff", Value: "ü\x00"}},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := sqlite.DecodeIndexes(sqlite.EncodeIndexes(want))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzDecodeIndexes(f *testing.F) {
	f.Add([]byte{})
	f.Add(sqlite.EncodeIndexes([]resource.Index{{Name: "u", Value: "x", Unique: true}, {Name: "s"}}))
	f.Add([]byte{1, 'u', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{5, 'u'})
	f.Fuzz(func(t *testing.T, b []byte) {
		indexes, err := sqlite.DecodeIndexes(b)
		if err != nil {
			return
		}
		again, err := sqlite.DecodeIndexes(sqlite.EncodeIndexes(indexes))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(indexes, again); diff != "" {
			t.Errorf("(-first +second):\n%s", diff)
		}
	})
}
