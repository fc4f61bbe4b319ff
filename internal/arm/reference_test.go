package arm_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg"

var pools = []arm.Reference{
	{Path: "properties.ips.*.properties.pools.*.id", Type: "Microsoft.Network/loadBalancers/backendAddressPools"},
	{Path: "properties.group.id", Type: "Microsoft.Network/networkSecurityGroups"},
}

func TestNamedIn(t *testing.T) {
	t.Parallel()
	pool := group + "/providers/Microsoft.Network/loadBalancers/lb/backendAddressPools/a"
	for _, test := range []struct {
		name, body string
		want       []string // "path id"
		code       string
	}{
		{name: "nothing", body: `{}`},
		{name: "nulls", body: `{"properties":{"ips":[null,{"properties":null},{"properties":{"pools":[{"id":null}]}}],"group":null}}`},
		{name: "other forms", body: `{"properties":{"ips":{"a":1},"group":[1]}}`},
		{name: "in arrays", body: `{"Properties":{"ips":[{},{"properties":{"pools":[{"id":"` + pool + `"}]}}]}}`, want: []string{"properties.ips[1].properties.pools[0].id " + pool}},
		{name: "another type", body: `{"properties":{"group":{"id":"` + pool + `"}}}`, code: "InvalidRequestFormat"},
		{name: "no text", body: `{"properties":{"group":{"id":5}}}`, code: "LinkedInvalidPropertyId"},
		{name: "empty", body: `{"properties":{"group":{"id":""}}}`, code: "LinkedInvalidPropertyId"},
		{name: "no slash", body: `{"properties":{"group":{"id":"` + group[1:] + `/providers/Microsoft.Network/networkSecurityGroups/g"}}}`, code: "LinkedInvalidPropertyId"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body, err := document.Read([]byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			named, err := arm.NamedIn(body, pools)
			if (err != nil) != (test.code != "") || err != nil && resource.AsError(err).Code != test.code {
				t.Fatalf("got error %v, want %q", err, test.code)
			}
			var got []string
			for _, n := range named {
				got = append(got, n.At+" "+n.ID.String())
			}
			if diff := cmp.Diff(test.want, got); test.code == "" && diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzNamedIn(f *testing.F) {
	f.Add(`{"properties":{"ips":[{"properties":{"pools":[{"id":"` + group + `"}]}}],"group":{"id":"/"}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		body, err := document.Read([]byte(text))
		if err != nil {
			return
		}
		named, err := arm.NamedIn(body, pools)
		if err != nil {
			return
		}
		for _, n := range named {
			if !strings.EqualFold(n.ID.Type(), n.Reference.Type) || n.ID.ResourceGroup() == "" {
				t.Errorf("%s names %s as %s", text, n.ID, n.Reference.Type)
			}
		}
	})
}
