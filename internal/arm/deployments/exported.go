package deployments

import (
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// exported is a template that is being made of resources.
type exported struct {
	parameters map[string]any
	// names are expressions for the names of the resources, without brackets, by key.
	names   map[string]string
	options string
}

func (x *exported) option(name string) bool {
	for one := range strings.SplitSeq(x.options, ",") {
		if strings.EqualFold(strings.TrimSpace(one), name) {
			return true
		}
	}
	return false
}

var notInNames = lazy.NewPattern(`[^A-Za-z0-9_]`)

// name makes a parameter of a resource's name. The names of nested resources
// stand as they are.
func (x *exported) name(id resource.ID) {
	if strings.Count(id.Type(), "/") > 1 || x.option("SkipResourceNameParameterization") || x.option("SkipAllParameterization") {
		x.names[id.Key()] = quoted(id.Name())
		return
	}
	kind := id.Type()[strings.LastIndexByte(id.Type(), '/')+1:]
	parameter := notInNames.ReplaceAllString(kind+"_"+id.Name()+"_name", "_")
	for taken := x.parameters[parameter]; taken != nil; taken = x.parameters[parameter] {
		parameter += "_1"
	}
	declared := map[string]any{"type": "String"}
	if x.option("IncludeParameterDefaultValue") {
		declared["defaultValue"] = id.Name()
	}
	x.parameters[parameter] = declared
	x.names[id.Key()] = "parameters(" + quoted(parameter) + ")"
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// write is a resource in the form of a template.
func (x *exported) write(one exportedResource) map[string]any {
	depends := make(map[string]bool)
	dropOwned(one)
	written := map[string]any{"type": one.id.Type(), "apiVersion": one.version, "name": x.nameOf(one.id)}
	for name, value := range one.body {
		switch strings.ToLower(name) {
		case "id", "name", "type", "etag", "systemdata":
			continue
		case "managedby": // of a disk, the machine that it is attached to
			if strings.EqualFold(one.id.Type(), "Microsoft.Compute/disks") {
				continue
			}
		case "identity":
			value = chosenIdentity(value)
		}
		written[name] = x.value(value, one.id, depends)
	}
	dropNoise(written)
	if parent := one.id.Parent(); x.names[parent.Key()] != "" {
		depends[x.reference(parent)] = true
	}
	if len(depends) > 0 {
		on := make([]any, 0, len(depends))
		for _, expression := range slices.Sorted(maps.Keys(depends)) {
			on = append(on, "["+expression+"]")
		}
		written["dependsOn"] = on
	}
	return written
}

// nameOf is the name of a resource with those of what contains it.
func (x *exported) nameOf(id resource.ID) string {
	parts := x.parts(id)
	if len(parts) > 1 {
		return "[concat(" + strings.Join(parts, ", '/', ") + ")]"
	}
	if name, ok := strings.CutPrefix(parts[0], "'"); ok {
		return literal(strings.ReplaceAll(strings.TrimSuffix(name, "'"), "''", "'"))
	}
	return "[" + parts[0] + "]"
}

func (x *exported) parts(id resource.ID) []string {
	var parts []string
	for deep := strings.Count(id.Type(), "/"); deep > 0; deep-- {
		name := x.names[id.Key()]
		if name == "" {
			name = quoted(id.Name())
		}
		parts = append([]string{name}, parts...)
		id = id.Parent()
	}
	return parts
}

// reference is an expression for the id of a resource of the template.
func (x *exported) reference(id resource.ID) string {
	return "resourceId(" + quoted(id.Type()) + ", " + strings.Join(x.parts(id), ", ") + ")"
}

// value writes ids of other resources of the template as expressions, and takes
// note of them.
func (x *exported) value(value any, of resource.ID, depends map[string]bool) any {
	switch v := value.(type) {
	case string:
		return x.text(v, of, depends)
	case []any:
		elements := make([]any, len(v))
		for i, element := range v {
			elements[i] = x.value(element, of, depends)
		}
		return elements
	case map[string]any:
		members := make(map[string]any, len(v))
		for name, member := range v {
			members[x.text(name, of, depends)] = x.value(member, of, depends)
		}
		return members
	}
	return value
}

func (x *exported) text(text string, of resource.ID, depends map[string]bool) string {
	if !strings.HasPrefix(text, "/subscriptions/") {
		return literal(text)
	}
	id, err := resource.ParseID(text)
	if err != nil {
		return literal(text)
	}
	for around := id; around.ResourceGroup() != "" && around.Namespace() != ""; around = around.Parent() {
		if x.names[around.Key()] == "" {
			continue
		}
		expression := x.reference(around)
		if !around.Equal(of) && !of.Within(around) {
			depends[expression] = true
		}
		if rest := id.String()[len(around.String()):]; rest != "" {
			expression = "concat(" + expression + ", " + quoted(rest) + ")"
		}
		return "[" + expression + "]"
	}
	return literal(text)
}

// literal is a text that a template does not take for an expression.
func literal(text string) string {
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		return "[" + text
	}
	return text
}

// chosenIdentity is an identity without what the server adds to it.
func chosenIdentity(value any) any {
	identity := map[string]any{"type": document.At(value, "type")}
	if users, ok := document.At(value, "userAssignedIdentities").(map[string]any); ok {
		chosen := make(map[string]any, len(users))
		for id := range users {
			chosen[id] = map[string]any{}
		}
		identity["userAssignedIdentities"] = chosen
	}
	return identity
}
