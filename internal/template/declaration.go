package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
)

// declaration is a resource as the template declares it, before copies and conditions.
type declaration struct {
	node     *source.Node
	symbol   string // "" in templates without symbolic names
	parent   *declaration
	existing bool
	nested   *Template // the template in a deployment's body; nil where there is none
	outer    bool      // its expressions are evaluated here, with the parent's parameters
}

// headMembers are the members of a resource that must be known to plan.
var headMembers = []string{
	"type", "name", "apiVersion", "condition", "copy", "dependsOn", "scope", "resourceGroup", "subscriptionId", "location", "zones",
}

func (t *Template) readResources(n *source.Node) error {
	resources := n.Get("resources")
	switch {
	case resources.IsObject() && t.version2:
		t.symbolic = true
	case resources.IsObject():
		return unreadable(resources, `Cannot deserialize the current JSON object (e.g. {"name":"value"}) into type 'TemplateResource[]' because the type requires a JSON array (e.g. [1,2,3]) to deserialize correctly. Resources with symbolic names need the member "languageVersion" with the value "2.0".`)
	case !resources.IsArray():
		return unreadable(resources, "Error converting value of token %s to type 'TemplateResource[]'.", token(resources))
	}
	for _, m := range resources.Children() {
		if err := t.readResource(m, nil); err != nil {
			return err
		}
	}
	return nil
}

func (t *Template) readResource(m *source.Node, parent *declaration) error {
	if err := resourceShape.check(m); err != nil {
		return err
	}
	d := &declaration{node: m, parent: parent}
	if t.symbolic {
		d.symbol = m.Name()
	}
	for _, member := range []string{"type", "name"} {
		if err := required(m, member); err != nil {
			return err
		}
		if _, err := text(m, member); err != nil {
			return err
		}
	}
	if e := present(m, "existing"); e != nil && e.Value() == true {
		d.existing = true
	}
	for _, member := range []string{"extension", "import"} {
		if e := present(m, member); e != nil {
			return d.invalidAt(e, "the resource belongs to an extension, and extensions are not supported")
		}
	}
	if err := t.readCopy(d); err != nil {
		return err
	}
	if err := t.readNestedTemplate(d); err != nil {
		return err
	}
	if err := t.parseResource(d); err != nil {
		return err
	}
	t.resources = append(t.resources, d)
	return t.readChildren(d)
}

func (t *Template) readCopy(d *declaration) error {
	m := present(d.node, "copy")
	if m == nil {
		return nil
	}
	if d.parent != nil {
		return invalid(m, "The template resource '%s' at line '%d' and column '%d' is not valid. Copying nested resources is not supported. %s",
			d.rawName(), d.node.Line, d.node.Column, seeResources)
	}
	if err := copyShape.check(m); err != nil {
		return err
	}
	for _, member := range []string{"name", "count"} {
		if err := required(m, member); err != nil {
			return err
		}
	}
	_, err := text(m, "name")
	return err
}

func (t *Template) readChildren(d *declaration) error {
	children := present(d.node, "resources")
	if !t.symbolic || !children.IsObject() {
		var err error
		if children, err = array(d.node, "resources"); err != nil {
			return err
		}
	}
	for _, m := range children.Children() {
		if err := t.readResource(m, d); err != nil {
			return err
		}
	}
	return nil
}

// parseResource reads the expressions of a resource, the head's and the body's.
func (t *Template) parseResource(d *declaration) error {
	for _, m := range d.node.Children() {
		member := resourceShape.canonical(m.Name())
		p := inBody
		switch {
		case member == "resources" || member == "comments" || member == "metadata" || member == "@options":
			continue
		case isHead(member):
			p = inHead
		case member == "properties" && d.nested != nil:
			if err := t.parseDeployment(d, m); err != nil {
				return err
			}
			continue
		}
		if err := t.parse(m, p, d.invalidAt); err != nil {
			return err
		}
	}
	return nil
}

func isHead(member string) bool {
	for _, head := range headMembers {
		if head == member {
			return true
		}
	}
	return false
}

// parseDeployment is parseResource for the properties of a nested deployment:
// the expressions of its template are read with it.
func (t *Template) parseDeployment(d *declaration, properties *source.Node) error {
	for _, m := range properties.Children() {
		if strings.EqualFold(m.Name(), "template") {
			continue
		}
		if err := t.parse(m, inBody, d.invalidAt); err != nil {
			return err
		}
	}
	return nil
}

const deploymentsType = "Microsoft.Resources/deployments"

func (d *declaration) isDeployment() bool {
	s, _ := d.node.Get("type").Text()
	return strings.EqualFold(s, deploymentsType)
}

// readNestedTemplate reads the template in the body of a deployment.
func (t *Template) readNestedTemplate(d *declaration) error {
	if !d.isDeployment() || d.existing {
		return nil
	}
	properties := d.node.Get("properties")
	inner := present(properties, "template")
	options, err := text(properties.Get("expressionEvaluationOptions"), "scope")
	if err != nil {
		return err
	}
	switch {
	case options == "", strings.EqualFold(options, "notSpecified"):
		d.outer = !t.version2
	case strings.EqualFold(options, "outer"):
		if t.version2 {
			return d.invalidAt(properties.Get("expressionEvaluationOptions"), "the expression evaluation scope 'outer' is not supported in templates of language version 2.0")
		}
		d.outer = true
	case !strings.EqualFold(options, "inner"):
		return d.invalidAt(properties.Get("expressionEvaluationOptions"), "the expression evaluation scope must be 'inner' or 'outer'")
	}
	if inner == nil {
		return nil
	}
	d.nested, err = Read(inner)
	return err
}

// rawName is the resource's name as it is written, for messages.
func (d *declaration) rawName() string {
	s, _ := d.node.Get("name").Text()
	return s
}

// invalidAt is what is wrong with something in the resource.
func (d *declaration) invalidAt(at *source.Node, reason string) *Error {
	return invalid(at, "The template resource '%s' at line '%d' and column '%d' is not valid: %s. %s",
		d.rawName(), d.node.Line, d.node.Column, reason, seeFunctions)
}
