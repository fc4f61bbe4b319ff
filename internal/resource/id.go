package resource

import (
	"fmt"
	"strings"
)

// ID is the address of one resource or scope, for example
//
//	/
//	/subscriptions/{guid}
//	/subscriptions/{guid}/resourceGroups/{name}
//	/subscriptions/{guid}/resourceGroups/{name}/providers/Microsoft.Compute/virtualMachines/{name}
//	{any of these}/providers/Microsoft.Authorization/roleAssignments/{name}
//
// Ids are compared without regard to case, and shown in the case in which the
// user wrote them. Compare with Key or Equal, never with ==.
// The zero ID is the tenant's root scope "/".
type ID struct {
	path string
	key  string
	// cut is the index in path of the last "/providers/", or -1 where the id
	// names a subscription, a resource group or the root.
	cut int
}

// Root is the tenant's own scope, "/".
var Root = ID{path: "/", key: "/", cut: -1}

// ParseID reads a resource id. It accepts what Azure's clients send: repeated
// slashes, a trailing slash, a missing leading slash, any case. It refuses
// empty or dotted segments, characters that no name may hold, and paths that do
// not alternate between types and names.
func ParseID(s string) (ID, error) {
	segments := make([]string, 0, 12)
	for segment := range strings.SplitSeq(s, "/") {
		if segment != "" {
			segments = append(segments, segment)
		}
	}
	return idOf(segments)
}

// MustParseID is ParseID for ids that the program itself writes.
func MustParseID(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

func idOf(segments []string) (ID, error) {
	if len(segments) == 0 {
		return Root, nil
	}
	for _, segment := range segments {
		if err := checkSegment(segment); err != nil {
			return ID{}, err
		}
	}
	rest := segments
	if isWord(rest[0], "subscriptions") {
		if len(rest) < 2 {
			return ID{}, malformed(segments, "the subscription is missing")
		}
		rest = rest[2:]
		if len(rest) > 0 && isWord(rest[0], "resourceGroups") {
			if len(rest) < 2 {
				return ID{}, malformed(segments, "the resource group is missing")
			}
			rest = rest[2:]
		}
	}
	if err := checkProviders(segments, rest); err != nil {
		return ID{}, err
	}
	return newID("/" + strings.Join(segments, "/")), nil
}

// checkProviders follows the chain of providers/{namespace}/{type}/{name}... parts.
func checkProviders(all, rest []string) error {
	for len(rest) > 0 {
		if !isWord(rest[0], "providers") {
			return malformed(all, fmt.Sprintf("'providers' is expected where '%s' stands", rest[0]))
		}
		if len(rest) < 2 {
			return malformed(all, "the provider's namespace is missing")
		}
		rest = rest[2:]
		pairs := 0
		for len(rest) > 0 && !isWord(rest[0], "providers") {
			if len(rest) < 2 {
				return malformed(all, fmt.Sprintf("the name after '%s' is missing", rest[0]))
			}
			rest = rest[2:]
			pairs++
		}
		if pairs == 0 {
			return malformed(all, "a type and a name must follow the provider's namespace")
		}
	}
	return nil
}

func checkSegment(segment string) error {
	if segment == "." || segment == ".." {
		return Invalid("InvalidResourceName", "The segment '%s' is not allowed in a resource id.", segment)
	}
	for i := range len(segment) {
		switch c := segment[i]; {
		case c < 0x20, c == 0x7f, c == '<', c == '>', c == '%', c == '&', c == '\\', c == '?', c == '/':
			return Invalid("InvalidResourceName", "The segment '%s' of the resource id contains the character %q, which is not allowed.", segment, c)
		}
	}
	return nil
}

func malformed(segments []string, why string) error {
	return Invalid("InvalidResourceId", "The resource id '/%s' is not valid: %s.", strings.Join(segments, "/"), why)
}

func newID(path string) ID {
	return ID{path: path, key: strings.ToLower(path), cut: providersAt(path)}
}

// providersAt is the index in path of the last "/providers/" that begins a
// provider's part, or -1. It is looked for in the path itself, since letters may
// have lower cases of other lengths, and where a word stands: at every other
// segment. Between them a name may be "providers" too.
func providersAt(path string) int {
	cut := -1
	for at := 0; at < len(path); {
		end := segmentEnd(path, at)
		if isWord(path[at+1:end], "providers") && end < len(path) {
			cut = at
		}
		at = segmentEnd(path, end)
	}
	return cut
}

// segmentEnd is the index of the slash that ends the segment which begins after
// the slash at at, or the path's length.
func segmentEnd(path string, at int) int {
	if at >= len(path) {
		return len(path)
	}
	if i := strings.IndexByte(path[at+1:], '/'); i >= 0 {
		return at + 1 + i
	}
	return len(path)
}

// isWord compares a segment with a word, in any case of its ASCII letters alone.
func isWord(segment, word string) bool {
	return len(segment) == len(word) && strings.EqualFold(segment, word)
}

// String is the id in the user's case.
func (id ID) String() string {
	if id.path == "" {
		return "/"
	}
	return id.path
}

// Key is the id in lower case: the form to compare, to sort and to store by.
func (id ID) Key() string {
	if id.key == "" {
		return "/"
	}
	return id.key
}

// Equal reports whether both ids name the same resource.
func (id ID) Equal(other ID) bool { return id.Key() == other.Key() }

// IsRoot reports whether the id is the tenant's scope "/".
func (id ID) IsRoot() bool { return id.Key() == "/" }

// Name is the last segment.
func (id ID) Name() string { return id.path[strings.LastIndexByte(id.path, '/')+1:] }

// Type is the resource's type in the case of the id, such as
// "Microsoft.Network/virtualNetworks/subnets". Resource groups and
// subscriptions have their Microsoft.Resources types, the root has none.
func (id ID) Type() string {
	if id.IsRoot() {
		return ""
	}
	if id.cut < 0 {
		if id.ResourceGroup() != "" {
			return "Microsoft.Resources/resourceGroups"
		}
		return "Microsoft.Resources/subscriptions"
	}
	segments := strings.Split(id.path[id.cut+len("/providers/"):], "/")
	var b strings.Builder
	b.WriteString(segments[0])
	for i := 1; i < len(segments); i += 2 {
		b.WriteByte('/')
		b.WriteString(segments[i])
	}
	return b.String()
}

// Namespace is the provider's namespace, such as "Microsoft.Compute", or "".
func (id ID) Namespace() string {
	if id.cut < 0 {
		return ""
	}
	namespace, _, _ := strings.Cut(id.path[id.cut+len("/providers/"):], "/")
	return namespace
}

// Subscription is the subscription's id as written, or "".
func (id ID) Subscription() string { return id.part(0, "subscriptions") }

// ResourceGroup is the group's name as written, or "".
func (id ID) ResourceGroup() string { return id.part(1, "resourcegroups") }

func (id ID) part(pair int, word string) string {
	segments := strings.SplitN(id.path, "/", 2*pair+4)
	if at := 2*pair + 1; len(segments) > at+1 && isWord(segments[at], word) {
		return segments[at+1]
	}
	return ""
}

// SubscriptionID is the scope of the id's subscription, or Root.
func (id ID) SubscriptionID() ID {
	if s := id.Subscription(); s != "" {
		return newID("/" + strings.Join(strings.SplitN(id.path, "/", 4)[1:3], "/"))
	}
	return Root
}

// ResourceGroupID is the scope of the id's resource group; false where it has none.
func (id ID) ResourceGroupID() (ID, bool) {
	if id.ResourceGroup() == "" {
		return Root, false
	}
	return newID("/" + strings.Join(strings.SplitN(id.path, "/", 6)[1:5], "/")), true
}

// Parent is the resource that contains this one: the virtual network of a
// subnet, the resource group of a virtual network, the target of an extension
// resource, the subscription of a group. The parent of the root is the root.
func (id ID) Parent() ID {
	if id.IsRoot() {
		return Root
	}
	trimmed := cutLast(cutLast(id.path))
	if id.cut >= 0 && len(trimmed) <= id.cut+len("/providers/"+id.Namespace()) {
		trimmed = id.path[:id.cut]
	}
	if trimmed == "" {
		return Root
	}
	return newID(trimmed)
}

func cutLast(s string) string {
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		return s[:i]
	}
	return ""
}

// Child is the resource {id}/{kind}/{name}: a nested resource, or, with a kind
// such as "providers/Microsoft.Compute/virtualMachines", one inside a scope.
func (id ID) Child(kind, name string) ID {
	return newID(strings.TrimSuffix(id.String(), "/") + "/" + kind + "/" + name)
}

// Within reports whether the id is scope itself or stands beneath it.
func (id ID) Within(scope ID) bool { return KeyWithin(id.Key(), scope.Key()) }

// KeyWithin is Within for keys, for callers on a hot path.
func KeyWithin(key, scope string) bool {
	if scope == "/" {
		return true
	}
	return strings.HasPrefix(key, scope) && (len(key) == len(scope) || key[len(scope)] == '/')
}
