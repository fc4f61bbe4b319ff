package policy

import (
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// field is the way from a resource to what a rule looks at.
type field struct {
	// of is the type that resources must have which have the field; "" for all.
	of string
	// path are the names of the members that lead there; "*" for all elements of
	// an array.
	path []string
	// within reports that the path leads through the properties before it leads
	// through the resource itself.
	within bool
}

// plain are the fields that all resources have.
var plain = map[string][]string{
	"name": {"name"}, "kind": {"kind"}, "type": {"type"}, "location": {"location"}, "id": {"id"}, "tags": {"tags"},
	"managedby": {"managedBy"}, "zones": {"zones"},
}

// elsewhere are aliases of Azure whose names do not say where they lead.
var elsewhere = map[string][][]string{
	"microsoft.compute/virtualmachines/sku.name": {{"properties", "hardwareProfile", "vmSize"}},
	"microsoft.compute/imagepublisher":           image("publisher"),
	"microsoft.compute/imageoffer":               image("offer"),
	"microsoft.compute/imagesku":                 image("sku"),
	"microsoft.compute/imageversion":             image("version"),
	"microsoft.compute/imageid":                  image("id"),
}

// image are the ways to a part of the image of a machine and of a scale set.
func image(part string) [][]string {
	return [][]string{
		{"properties", "storageProfile", "imageReference", part},
		{"properties", "virtualMachineProfile", "storageProfile", "imageReference", part},
	}
}

var errField = errors.New("it is no field: fields are name, fullName, kind, type, location, id, identity, tags, and aliases such as 'Microsoft.Compute/virtualMachines/storageProfile.osDisk.osType'")

// parseField reads the name of a field.
func parseField(name string) (field, error) {
	folded := strings.ToLower(name)
	if path, ok := plain[folded]; ok {
		return field{path: path}, nil
	}
	if folded == "fullname" {
		return field{path: []string{fullName}}, nil
	}
	if folded == "identity" || strings.HasPrefix(folded, "identity.") {
		path, ok := segments(name)
		if !ok {
			return field{}, errField
		}
		return field{path: path}, nil
	}
	if tag, ok := tagOf(name); ok {
		return field{path: []string{"tags", tag}}, nil
	}
	slash := strings.LastIndexByte(name, '/')
	if slash <= 0 || !strings.Contains(name[:slash], ".") {
		return field{}, errField
	}
	path, ok := segments(name[slash+1:])
	if !ok {
		return field{}, errField
	}
	return field{of: name[:slash], path: path, within: true}, nil
}

const fullName = "\x00fullName"

// tagOf is the tag of tags.name, tags[name] and tags['name'].
func tagOf(name string) (string, bool) {
	const tags = "tags"
	if len(name) <= len(tags)+1 || !strings.EqualFold(name[:len(tags)], tags) {
		return "", false
	}
	rest := name[len(tags):]
	if tag, ok := strings.CutPrefix(rest, "."); ok {
		return tag, true
	}
	inner, opened := strings.CutPrefix(rest, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !opened || !closed || inner == "" {
		return "", false
	}
	if len(inner) > 2 && inner[0] == '\'' && inner[len(inner)-1] == '\'' {
		inner = strings.ReplaceAll(inner[1:len(inner)-1], "''", "'")
	}
	return inner, true
}

// segments takes a path apart: names with dots between them, each of which may
// end in "[*]".
func segments(path string) ([]string, bool) {
	var all []string
	for part := range strings.SplitSeq(path, ".") {
		name, stars := part, 0
		for strings.HasSuffix(name, "[*]") {
			name, stars = strings.TrimSuffix(name, "[*]"), stars+1
		}
		if name == "" || strings.ContainsAny(name, "[]*'\" ") {
			return nil, false
		}
		all = append(all, name)
		for range stars {
			all = append(all, "*")
		}
	}
	return all, true
}

// from are the values of a field of a resource: one, which may be absent, or all
// those of the arrays on the way.
func (f field) from(resource *value.Object, name string) []any {
	if ways, ok := elsewhere[strings.ToLower(name)]; ok {
		for _, way := range ways {
			if found := follow(resource, way, false); !isAbsent(found) {
				return found
			}
		}
		return []any{absent{}}
	}
	if f.of != "" && !strings.EqualFold(f.of, textOf(resource, "type")) {
		return []any{absent{}}
	}
	if f.path[0] == fullName {
		return []any{fullNameOf(resource)}
	}
	if f.within {
		if properties, ok := resource.Get("properties"); ok {
			if found := follow(properties, f.path, true); !isAbsent(found) {
				return found
			}
		}
	}
	return follow(resource, f.path, f.within)
}

func isAbsent(found []any) bool {
	if len(found) != 1 {
		return false
	}
	_, missing := found[0].(absent)
	return missing
}

// follow goes along a path. An alias leads through the "properties" of an element
// where the element itself does not have the member, as Azure's do.
func follow(v any, path []string, alias bool) []any {
	if len(path) == 0 {
		return []any{v}
	}
	if path[0] == "*" {
		elements, ok := v.([]any)
		if !ok {
			return []any{} // no element: all of them are as demanded
		}
		all := []any{}
		for _, e := range elements {
			all = append(all, follow(e, path[1:], alias)...)
		}
		return all
	}
	object, ok := v.(*value.Object)
	if !ok {
		return missingAt(path)
	}
	if inner, ok := object.Get(path[0]); ok {
		return follow(inner, path[1:], alias)
	}
	if properties, ok := object.Get("properties"); ok && alias && !strings.EqualFold(path[0], "properties") {
		if within, isObject := properties.(*value.Object); isObject {
			if inner, ok := within.Get(path[0]); ok {
				return follow(inner, path[1:], alias)
			}
		}
	}
	return missingAt(path)
}

// missingAt is what a path leads to that ends early: nothing, and no element
// where it goes on through an array.
func missingAt(path []string) []any {
	for _, name := range path {
		if name == "*" {
			return []any{}
		}
	}
	return []any{absent{}}
}

func textOf(resource *value.Object, name string) string {
	v, _ := resource.Get(name)
	s, _ := v.(string)
	return s
}

// fullNameOf is a resource's name with those of the resources that contain it.
func fullNameOf(resource *value.Object) any {
	types := strings.Count(textOf(resource, "type"), "/")
	segments := strings.Split(textOf(resource, "id"), "/")
	var names []string
	for i := len(segments) - 1; i >= 0 && len(names) < types; i -= 2 {
		names = append([]string{segments[i]}, names...)
	}
	return strings.Join(names, "/")
}

// theField is a comparison's "field".
type theField struct {
	name  phrase
	known field // where the name is constant
}

func (f theField) values(s *scope) ([]any, error) {
	name, err := f.name.value(s)
	if err != nil {
		return nil, err
	}
	return s.field(text(name), f.known)
}

// field reads a comparison's field; decides is "type", "name" or "kind" where it is that.
func (r *reader) field(path string, given any) (l left, decides string, err error) {
	if _, ok := given.(string); !ok {
		return nil, "", invalid(path, "a field is named by a string.")
	}
	f := theField{}
	if f.name, err = r.phrase(path, given); err != nil {
		return nil, "", err
	}
	if !f.name.isConstant() {
		return f, "", nil
	}
	name := text(f.name.constant)
	if f.known, err = parseField(name); err != nil {
		return nil, "", invalid(path, "%s", err.Error())
	}
	switch strings.ToLower(name) {
	case "type", "name", "kind":
		decides = strings.ToLower(name)
	}
	return f, decides, nil
}
