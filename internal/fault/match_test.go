package fault

import "testing"

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "/", false},
		{"/subscriptions", "/subscriptions", true},
		{"/subscriptions", "/subscriptions/s", false},
		{"/subscriptions/*", "/subscriptions/s", true},
		{"/subscriptions/*", "/subscriptions/s/resourcegroups", false},
		{"/subscriptions/**", "/subscriptions/s/resourcegroups", true},
		{"/subscriptions/*/resourcegroups/*", "/subscriptions/s/resourcegroups/rg", true},
		{"/*/token", "/tenant/oauth2/token", false},
		{"/**/token", "/tenant/oauth2/token", true},
		{"**", "", true},
		{"***", "/a/b", true},
		{"*", "", true},
		{"*", "/", false},
		{"/a*c", "/abbc", true},
		{"/a*c", "/ab/c", false},
		{"**/virtualmachines/app*", "/x/virtualmachines/app1", true},
		{"*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("glob(%q, %q) = %t", c.pattern, c.text, got)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	const vm = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/app"
	const set = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/workers"
	manager := Request{Front: ResourceManager, Method: "GET", Path: "/subscriptions/s/resourceGroups/RG", ObjectID: "OID", ClientID: "cid"}
	metadata := Request{Front: Metadata, Method: "GET", Path: "/metadata/identity/oauth2/token", Machine: vm, Audience: "https://management.azure.com/"}
	instance := Request{Front: Metadata, Machine: set + "/virtualMachines/0"}
	for name, c := range map[string]struct {
		match Match
		asked Request
		want  bool
	}{
		"nothing said is everything":        {Match{}, manager, true},
		"front":                             {Match{Front: Login}, manager, false},
		"method in any case":                {Match{Method: "get"}, manager, true},
		"another method":                    {Match{Method: "PUT"}, manager, false},
		"path in any case":                  {Match{Path: "/SUBSCRIPTIONS/*/resourcegroups/rg"}, manager, true},
		"object id in any case":             {Match{Principal: "oid"}, manager, true},
		"client id":                         {Match{Principal: "CID"}, manager, true},
		"nobody is no principal":            {Match{Principal: "oid"}, metadata, false},
		"machine":                           {Match{Machine: vm}, metadata, true},
		"machine with a slash":              {Match{Machine: vm + "/"}, metadata, true},
		"another machine of the same begin": {Match{Machine: vm[:len(vm)-1]}, metadata, false},
		"an instance of a set":              {Match{Machine: set}, instance, true},
		"audience without its slash":        {Match{Audience: "https://management.azure.com"}, metadata, true},
		"audience as a scope":               {Match{Audience: "https://management.azure.com/.default"}, metadata, true},
		"another audience":                  {Match{Audience: "https://vault.azure.net"}, metadata, false},
		"all must hold":                     {Match{Front: Metadata, Method: "POST"}, metadata, false},
	} {
		if got := c.match.about(c.asked); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
