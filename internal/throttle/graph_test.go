package throttle_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/throttle"
)

func TestGraph(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		users        int
		want         string
	}{
		{"GET", "users?$top=100", 1, "ReadWrite 2 of 3500"},
		{"GET", "users?$select=id", 50, "ReadWrite 1 of 5000"},
		{"GET", "users?$select=id&$top=5", 501, "ReadWrite 1 of 8000"},
		{"GET", "users/u", 49, "ReadWrite 1 of 3500"},
		{"GET", "me/memberOf", 500, "ReadWrite 2 of 5000"},
		{"GET", "users/u/transitiveMemberOf?$top=19", 1, "ReadWrite 1 of 3500"},
		{"GET", "groups/g/members?$expand=memberOf", 1, "ReadWrite 4 of 3500"},
		{"GET", "groups/g/transitiveMembers", 1, "ReadWrite 5 of 3500"},
		{"GET", "applications", 1, "ReadWrite 2 of 3500"},
		{"GET", "applications/a", 1, "ReadWrite 1 of 3500"},
		{"POST", "directoryObjects/getByIds", 1, "ReadWrite 3 of 3500"},
		{"POST", "me/checkMemberGroups", 1, "ReadWrite 4 of 3500"},
		{"POST", "groups", 1, "ReadWrite 1 of 3500, Write 1 of 3000, Write 1 of 18000"},
		{"DELETE", "groups/g/members/m/$ref", 1, "ReadWrite 1 of 3500, Write 1 of 3000, Write 1 of 18000"},
		{"PATCH", "directoryObjects/o", 1, "ReadWrite 1 of 3500, Write 1 of 3000, Write 1 of 18000"},
		{"GET", "", 1, "ReadWrite 1 of 3500"},
	} {
		path, raw, _ := strings.Cut(c.path, "?")
		query, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		var segments []string
		if path != "" {
			segments = strings.Split(path, "/")
		}
		var got []string
		for _, b := range throttle.Graph(c.method, segments, query, "app", "tenant", c.users) {
			got = append(got, fmt.Sprint(strings.Split(b.Name, "/")[1], " ", max(1, b.Cost), " of ", b.Limit.Capacity))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s %s: %v, want %s", c.method, c.path, got, c.want)
		}
	}
}

// No two of what is counted apart share a bucket.
func TestKeysAreApart(t *testing.T) {
	t.Parallel()
	seen := make(map[string]string)
	for name, buckets := range map[string][]throttle.Bucket{
		"manager":           throttle.Manager("PUT", "s", "p"),
		"tenant":            throttle.Manager("PUT", "", "p"),
		"graph":             throttle.Graph("POST", []string{"users"}, nil, "a", "t", 0),
		"another app":       throttle.Graph("POST", []string{"users"}, nil, "b", "t", 0)[:2],
		"tokens":            throttle.Application("a", "x"),
		"another audience":  throttle.Application("a", "y"),
		"of a person":       throttle.Person("a", "p", "x"),
		"of another person": throttle.Person("a", "q", "x"),
	} {
		for _, b := range buckets {
			if other, is := seen[b.Key]; is {
				t.Errorf("%s and %s share %s", name, other, b.Key)
			}
			seen[b.Key] = name
		}
	}
}

func FuzzGraph(f *testing.F) {
	f.Add("POST", "users/u/getMemberGroups", "$top=5")
	f.Fuzz(func(t *testing.T, method, path, raw string) {
		query, _ := url.ParseQuery(raw) // what cannot be read is left out, as by the server
		for _, b := range throttle.Graph(method, strings.Split(path, "/"), query, "a", "t", 1) {
			if b.Cost < 0 || b.Cost > 6 || b.Limit.Capacity < 1 || b.Key == "" {
				t.Errorf("%+v", b)
			}
		}
	})
}
