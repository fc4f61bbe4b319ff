package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// deploymentProperties are the properties of a nested deployment. Its template is
// left as it is where its expressions are evaluated inside it, and is filled in
// with this template's parameters and variables where they are not.
func (r *Resource) deploymentProperties(s *scope, properties *source.Node) (any, error) {
	o := value.NewObject()
	for _, m := range properties.Children() {
		var v any
		var err error
		switch {
		case !strings.EqualFold(m.Name(), "template"):
			v, err = s.value(m)
		case r.declared.outer && m.IsObject():
			v, err = s.fill(m, nil)
		default:
			v = m.Value()
		}
		if err != nil {
			return nil, err
		}
		o.Set(m.Name(), v)
	}
	return o, nil
}

// Nested is the deployment that a resource of type Microsoft.Resources/deployments
// stands for: its Name, Mode, Scope, Location, Template, TemplateLink and
// Parameters are its own, the rest is that of the deployment around it.
// Where its scope differs from the plan's, the caller sets Subscription,
// ResourceGroup and ManagementGroup anew before it expands it.
// With a nil Runtime it is ErrUnknownAtPlan where only a running deployment can tell.
func (r *Resource) Nested(rt Runtime) (Deployment, error) {
	d := r.world.d
	d.Name, d.Location, d.Scope = r.ID.Name(), r.Location, r.ID.Parent()
	d.Template, d.TemplateLink, d.Parameters, d.Mode = nil, nil, nil, "Incremental"
	if rt == nil && r.Waits {
		return d, ErrUnknownAtPlan
	}
	body, err := r.evaluate(r.inside(rt))
	if err != nil {
		return d, outward(err)
	}
	v, _ := body.Get("properties")
	properties, ok := v.(*value.Object)
	if !ok {
		return d, r.declared.invalidAt(r.declared.node, "the deployment has no properties")
	}
	if mode, _ := properties.Get("mode"); mode != nil {
		if d.Mode, ok = mode.(string); !ok {
			return d, r.declared.invalidAt(r.declared.node, "the deployment's mode must be a string")
		}
	}
	if err := r.nestedTemplate(&d, properties); err != nil {
		return d, err
	}
	return d, r.nestedParameters(&d, properties)
}

// nestedTemplate finds the template of a nested deployment.
func (r *Resource) nestedTemplate(d *Deployment, properties *value.Object) (err error) {
	inner, _ := properties.Get("template")
	linked, _ := properties.Get("templateLink")
	switch {
	case inner != nil && r.declared.nested != nil && !r.declared.outer:
		d.Template = r.declared.nested
		return nil
	case inner != nil:
		d.Template, err = Parse([]byte(value.JSON(inner)))
		return err
	case linked == nil:
		return r.declared.invalidAt(r.declared.node, "the deployment has neither a template nor a template link")
	}
	link := linkOf(linked)
	text, err := r.follow(link)
	if err != nil {
		return err
	}
	d.TemplateLink = &link
	if d.Template, err = Parse(text); err != nil {
		return err
	}
	if found, _ := d.Template.node.Get("contentVersion").Text(); link.ContentVersion != "" && link.ContentVersion != found {
		return r.declared.invalidAt(r.declared.node, "the content version '"+link.ContentVersion+"' of the template link is not that of the template, '"+found+"'")
	}
	return nil
}

func (r *Resource) nestedParameters(d *Deployment, properties *value.Object) (err error) {
	given, _ := properties.Get("parameters")
	linked, _ := properties.Get("parametersLink")
	var text []byte
	switch {
	case given != nil:
		text = []byte(value.JSON(given))
	case linked != nil:
		if text, err = r.follow(linkOf(linked)); err != nil {
			return err
		}
	default:
		return nil
	}
	d.Parameters, err = ParseParameters(text)
	return err
}

func linkOf(v any) Link {
	o, _ := v.(*value.Object)
	if o == nil {
		return Link{}
	}
	text := func(name string) string {
		v, _ := o.Get(name)
		s, _ := v.(string)
		return s
	}
	return Link{
		URI: text("uri"), RelativePath: text("relativePath"), ID: text("id"),
		QueryString: text("queryString"), ContentVersion: text("contentVersion"),
	}
}

// follow reads what a link leads to.
func (r *Resource) follow(link Link) ([]byte, error) {
	where := link.URI + link.RelativePath + link.ID
	fail := func(reason string) error {
		return (&Error{
			Code:    "InvalidContentLink",
			Message: "Unable to download deployment content from '" + where + "': " + reason,
		}).at(r.declared.node)
	}
	if r.world.d.Links == nil {
		return nil, fail("linked templates are switched off. Write the template into the deployment instead.")
	}
	link.Base = r.world.d.TemplateLink
	text, err := r.world.d.Links.Read(link)
	if err != nil {
		return nil, fail(err.Error())
	}
	return text, nil
}
