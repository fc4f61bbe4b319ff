package resource_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	sub     = "/subscriptions/00000000-0000-0000-0000-000000000000"
	group   = sub + "/resourceGroups/My-Group"
	network = group + "/providers/Microsoft.Network/virtualNetworks/net"
	subnet  = network + "/subnets/s"
	role    = subnet + "/providers/Microsoft.Authorization/roleAssignments/r"
)

func TestParseID(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, want, kind, name, parent string
		namespace, subscription, group string
	}{
		"the root":                            {text: "/", want: "/", parent: "/"},
		"nothing":                             {text: "", want: "/", parent: "/"},
		"slashes":                             {text: "///", want: "/", parent: "/"},
		"a subscription":                      {sub, sub, "Microsoft.Resources/subscriptions", sub[15:], "/", "", sub[15:], ""},
		"a group":                             {group, group, "Microsoft.Resources/resourceGroups", "My-Group", sub, "", sub[15:], "My-Group"},
		"a resource":                          {network, network, "Microsoft.Network/virtualNetworks", "net", group, "Microsoft.Network", sub[15:], "My-Group"},
		"a nested resource":                   {subnet, subnet, "Microsoft.Network/virtualNetworks/subnets", "s", network, "Microsoft.Network", sub[15:], "My-Group"},
		"an extension":                        {role, role, "Microsoft.Authorization/roleAssignments", "r", subnet, "Microsoft.Authorization", sub[15:], "My-Group"},
		"an extension of a group":             {group + "/providers/A.B/c/d", group + "/providers/A.B/c/d", "A.B/c", "d", group, "A.B", sub[15:], "My-Group"},
		"an extension of a subscription":      {sub + "/providers/A.B/c/d", sub + "/providers/A.B/c/d", "A.B/c", "d", sub, "A.B", sub[15:], ""},
		"an extension of the root":            {"/providers/A.B/c/d", "/providers/A.B/c/d", "A.B/c", "d", "/", "A.B", "", ""},
		"a nested extension of the root":      {"/providers/A.B/c/d/e/f", "/providers/A.B/c/d/e/f", "A.B/c/e", "f", "/providers/A.B/c/d", "A.B", "", ""},
		"doubled and trailing slashes":        {"//subscriptions//s///resourceGroups/g//", "/subscriptions/s/resourceGroups/g", "Microsoft.Resources/resourceGroups", "g", "/subscriptions/s", "", "s", "g"},
		"no leading slash":                    {"subscriptions/s", "/subscriptions/s", "Microsoft.Resources/subscriptions", "s", "/", "", "s", ""},
		"words in other cases":                {"/SUBSCRIPTIONS/s/resourcegroups/g/PROVIDERS/a.b/c/d", "/SUBSCRIPTIONS/s/resourcegroups/g/PROVIDERS/a.b/c/d", "a.b/c", "d", "/SUBSCRIPTIONS/s/resourcegroups/g", "a.b", "s", "g"},
		"a name like a word":                  {"/subscriptions/subscriptions/resourceGroups/resourceGroups", "/subscriptions/subscriptions/resourceGroups/resourceGroups", "Microsoft.Resources/resourceGroups", "resourceGroups", "/subscriptions/subscriptions", "", "subscriptions", "resourceGroups"},
		"a group that is called providers":    {sub + "/resourceGroups/providers", sub + "/resourceGroups/providers", "Microsoft.Resources/resourceGroups", "providers", sub, "", sub[15:], "providers"},
		"letters with longer lower cases":     {sub + "/resourceGroups/ȺȺ/providers/A.B/c/d", sub + "/resourceGroups/ȺȺ/providers/A.B/c/d", "A.B/c", "d", sub + "/resourceGroups/ȺȺ", "A.B", sub[15:], "ȺȺ"},
		"letters with shorter lower cases":    {sub + "/resourceGroups/\u212aİ/providers/A.B/c/d", sub + "/resourceGroups/\u212aİ/providers/A.B/c/d", "A.B/c", "d", sub + "/resourceGroups/\u212aİ", "A.B", sub[15:], "\u212aİ"},
		"a resource that is called providers": {group + "/providers/A.B/c/providers/e/f", group + "/providers/A.B/c/providers/e/f", "A.B/c/e", "f", group + "/providers/A.B/c/providers", "A.B", sub[15:], "My-Group"},
		"letters beyond ASCII":                {sub + "/resourceGroups/grüße", sub + "/resourceGroups/grüße", "Microsoft.Resources/resourceGroups", "grüße", sub, "", sub[15:], "grüße"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id, err := resource.ParseID(test.text)
			if err != nil {
				t.Fatal(err)
			}
			for what, got := range map[string][2]string{
				"String":        {id.String(), test.want},
				"Key":           {id.Key(), strings.ToLower(test.want)},
				"Type":          {id.Type(), test.kind},
				"Name":          {id.Name(), test.name},
				"Parent":        {id.Parent().String(), test.parent},
				"Namespace":     {id.Namespace(), test.namespace},
				"Subscription":  {id.Subscription(), test.subscription},
				"ResourceGroup": {id.ResourceGroup(), test.group},
			} {
				if got[0] != got[1] {
					t.Errorf("%s is %q, want %q", what, got[0], got[1])
				}
			}
			if in, ok := id.ResourceGroupID(); ok != (test.group != "") || ok && in.Name() != test.group {
				t.Errorf("ResourceGroupID is %s, %v", in, ok)
			}
		})
	}
}

func TestParseIDRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"subscriptions alone":       "/subscriptions",
		"groups alone":              sub + "/resourceGroups",
		"a word that is none":       sub + "/things/t",
		"a word at the root":        "/things/t",
		"providers alone":           group + "/providers",
		"a namespace alone":         group + "/providers/A.B",
		"a type alone":              group + "/providers/A.B/c",
		"a name missing":            group + "/providers/A.B/c/d/e",
		"providers after namespace": group + "/providers/A.B/providers/C.D/e/f",
		"a dot":                     sub + "/resourceGroups/.",
		"two dots":                  sub + "/resourceGroups/../resourceGroups/g",
		"a percent sign":            sub + "/resourceGroups/%2e%2e",
		"a backslash":               sub + `/resourceGroups/a\b`,
		"a question mark":           sub + "/resourceGroups/a?b",
		"an angle bracket":          sub + "/resourceGroups/a<b",
		"an ampersand":              sub + "/resourceGroups/a&b",
		"NUL":                       sub + "/resourceGroups/a\x00",
		"a line feed":               sub + "/resourceGroups/a\nb",
		"DEL":                       sub + "/resourceGroups/a\x7f",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id, err := resource.ParseID(text)
			if e, ok := errors.AsType[*resource.Error](err); !ok || e.Kind != resource.KindInvalid {
				t.Errorf("%q is %s, %v", text, id, err)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		id, scope string
		want      bool
	}{
		{network, "/", true},
		{network, sub, true},
		{network, group, true},
		{network, strings.ToUpper(group), true},
		{network, network, true},
		{subnet, network, true},
		{network, subnet, false},
		{group, network, false},
		{group + "-2", group, false},
		{"/", "/", true},
		{"/", sub, false},
		{role, subnet, true},
	} {
		if got := resource.MustParseID(test.id).Within(resource.MustParseID(test.scope)); got != test.want {
			t.Errorf("%s within %s: %v", test.id, test.scope, got)
		}
	}
}

func TestChild(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, kind, name, want string }{
		{network, "subnets", "s", subnet},
		{group, "providers/Microsoft.Network/virtualNetworks", "net", network},
		{"/", "subscriptions", "x", "/subscriptions/x"},
		{"/", "providers/A.B/c", "d", "/providers/A.B/c/d"},
	} {
		id := resource.MustParseID(test.id)
		child := id.Child(test.kind, test.name)
		if child.String() != test.want || !child.Parent().Equal(id) {
			t.Errorf("%s has the child %s with the parent %s, want %s", test.id, child, child.Parent(), test.want)
		}
	}
}

// The zero ID is the root, in every respect.
func TestZeroID(t *testing.T) {
	t.Parallel()
	var zero resource.ID
	if zero.String() != "/" || zero.Key() != "/" || !zero.IsRoot() || !zero.Equal(resource.Root) || zero.Type() != "" || !zero.Parent().IsRoot() || !zero.Within(resource.Root) {
		t.Errorf("the zero ID is %q", zero)
	}
}

// FuzzParseID holds every id that is accepted to the laws of ids.
func FuzzParseID(f *testing.F) {
	for _, seed := range []string{"", "/", sub, group, network, subnet, role, "//subscriptions//x//", "/providers/A.B/c/d/providers/E.F/g/h", sub + "/resourceGroups/providers/providers/A.B/c/d", "/subscriptions/a/resourceGroups/../b", "/Subscriptions/x/RESOURCEgroups/Y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := resource.ParseID(text)
		if err != nil {
			return
		}
		again, err := resource.ParseID(id.String())
		if err != nil || again.String() != id.String() || !again.Equal(id) {
			t.Fatalf("%q reads as %q, and that as %q, %v", text, id, again, err)
		}
		if id.Key() != strings.ToLower(id.String()) || !id.Within(id) || !id.Within(resource.Root) || !id.Within(id.SubscriptionID()) {
			t.Fatalf("%q breaks the laws of keys and scopes: key %q, subscription %q", id, id.Key(), id.SubscriptionID())
		}
		if in, ok := id.ResourceGroupID(); ok && (!id.Within(in) || in.Name() != id.ResourceGroup()) {
			t.Fatalf("%q is not within its group %q", id, in)
		}
		if !strings.HasPrefix(id.Type(), id.Namespace()) || id.Namespace() == "" && id.Type() != "" && !strings.HasPrefix(id.Type(), "Microsoft.Resources/") {
			t.Fatalf("%q has the type %q of the namespace %q", id, id.Type(), id.Namespace())
		}
		for steps := strings.Count(id.String(), "/"); !id.IsRoot(); steps-- {
			parent := id.Parent()
			if steps < 0 || parent.Equal(id) || !id.Within(parent) {
				t.Fatalf("the parent of %q is %q", id, parent)
			}
			if again, err := resource.ParseID(parent.String()); err != nil || again.String() != parent.String() {
				t.Fatalf("the parent of %q is no id: %q, %v", id, parent, err)
			}
			id = parent
		}
	})
}
