package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// shape is an object of a template: its name in Azure's messages and the members it may have.
type shape struct {
	name    string
	members []string
}

// What templates are made of.
var (
	templateShape = shape{"Template", []string{
		"$schema", "contentVersion", "languageVersion", "apiProfile", "metadata", "definitions", "parameters",
		"variables", "functions", "resources", "outputs", "imports", "extensions", "asserts",
	}}
	typeMembers = []string{
		"type", "$ref", "nullable", "allowedValues", "minValue", "maxValue", "minLength", "maxLength", "pattern",
		"properties", "additionalProperties", "items", "prefixItems", "discriminator", "sealed", "metadata",
	}
	parameterShape      = shape{"TemplateInputParameter", append([]string{"defaultValue"}, typeMembers...)}
	typeShape           = shape{"TemplateTypeDefinition", typeMembers}
	outputShape         = shape{"TemplateOutputParameter", append([]string{"value", "copy", "condition"}, typeMembers...)}
	namespaceShape      = shape{"TemplateFunctionNamespace", []string{"namespace", "members"}}
	functionShape       = shape{"TemplateFunction", []string{"parameters", "output", "metadata"}}
	functionInputShape  = shape{"TemplateFunctionParameter", append([]string{"name"}, typeMembers...)}
	functionOutputShape = shape{"TemplateFunctionOutput", append([]string{"value"}, typeMembers...)}
	copyShape           = shape{"TemplateCopyDefinition", []string{"name", "count", "mode", "batchSize", "input"}}
	resourceShape       = shape{"TemplateResource", append([]string{
		"type", "name", "apiVersion", "condition", "copy", "dependsOn", "scope", "resources", "resourceGroup",
		"subscriptionId", "comments", "metadata", "existing", "import", "extension", "@options",
	}, bodyMembers...)}
	deploymentParameterShape = shape{"DeploymentParameterDefinition", []string{"value", "reference", "type", "expression"}}
)

// bodyMembers are the members of a resource that are sent to its provider.
var bodyMembers = []string{
	"location", "extendedLocation", "tags", "sku", "kind", "plan", "identity", "zones", "managedBy",
	"managedByExtended", "etag", "scale", "placement", "properties",
}

// check refuses what is no object, and members that the shape does not have.
func (s shape) check(n *source.Node) error {
	if err := s.object(n); err != nil {
		return err
	}
	for _, member := range n.Children() {
		if s.canonical(member.Name()) == "" {
			return unreadableAt(member.NameLine, member.NameColumn, member.Path(),
				"Could not find member '%s' on object of type '%s'.", member.Name(), s.name)
		}
	}
	return nil
}

func (s shape) object(n *source.Node) error {
	switch {
	case n.IsObject():
		return nil
	case n.IsArray():
		return unreadable(n, `Cannot deserialize the current JSON array (e.g. [1,2,3]) into type '%s' because the type requires a JSON object (e.g. {"name":"value"}) to deserialize correctly.`, s.name)
	}
	return unreadable(n, "Error converting value %s to type '%s'.", value.JSON(n.Value()), s.name)
}

// canonical is a member's name as Azure spells it, or "".
func (s shape) canonical(name string) string {
	for _, member := range s.members {
		if strings.EqualFold(member, name) {
			return member
		}
	}
	return ""
}

// required refuses an object without a member.
func required(n *source.Node, member string) error {
	if m := n.Get(member); m == nil {
		return unreadable(n, "Required property '%s' not found in JSON.", member)
	} else if m.IsNull() {
		return unreadable(m, "Required property '%s' expects a value but got null.", member)
	}
	return nil
}

// present is a member that is there and not null, or nil.
func present(n *source.Node, member string) *source.Node {
	if m := n.Get(member); m != nil && !m.IsNull() {
		return m
	}
	return nil
}

// text is a member that has to be a string; "" where it is not there.
func text(n *source.Node, member string) (string, error) {
	m := present(n, member)
	if m == nil {
		return "", nil
	}
	if s, ok := m.Text(); ok {
		return s, nil
	}
	return "", notText(m)
}

func notText(n *source.Node) error {
	return unreadable(n, "Error reading string. Unexpected token: %s.", token(n))
}

// array refuses a member that is there and no array.
func array(n *source.Node, member string) (*source.Node, error) {
	m := present(n, member)
	if m == nil || m.IsArray() {
		return m, nil
	}
	return nil, unreadable(m, "Cannot deserialize the current JSON value of member '%s': a JSON array (e.g. [1,2,3]) is expected, but its token is %s.", member, token(m))
}

// object refuses a member that is there and no object.
func object(n *source.Node, member string) (*source.Node, error) {
	m := present(n, member)
	if m == nil || m.IsObject() {
		return m, nil
	}
	return nil, unreadable(m, "Cannot deserialize the current JSON value of member '%s': a JSON object (e.g. {\"name\":\"value\"}) is expected, but its token is %s.", member, token(m))
}

// token is Newtonsoft.Json's name for how a value begins.
func token(n *source.Node) string {
	switch {
	case n.IsObject():
		return "StartObject"
	case n.IsArray():
		return "StartArray"
	}
	return value.TypeName(n.Value())
}
