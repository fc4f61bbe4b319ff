package deployments

import (
	"errors"
	"fmt"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// body is what a deployment is asked for with. Unlike other bodies it is read
// leniently, as templates are: az sends the file of a template as it is.
type body struct {
	raw        []byte
	Template   *template.Template
	Link       *template.Link // where the template came from, or nil
	Parameters *template.Parameters
	Mode       string
	Location   string
	Tags       map[string]string
	// ResultFormat is how what-if shows resources.
	ResultFormat string
}

// modes are the ways of deploying, in Azure's case.
var modes = []string{"Incremental", "Complete"}

// formats are the forms of what-if's results.
var formats = []string{"FullResourcePayloads", "ResourceIdOnly"}

// readBody reads the body of a deployment; links reads what the body links to.
func readBody(raw []byte, links template.LinkResolver) (body, error) {
	b := body{raw: raw}
	if len(raw) == 0 {
		return b, contentError("The body is empty.")
	}
	root, err := source.Read(raw, source.Limits{Bytes: template.MaxBytes})
	if err != nil {
		return b, contentError("%v", err)
	}
	if !root.IsObject() {
		return b, contentError("The body is no object. Path '', line %d, position %d.", root.Line, root.Column)
	}
	properties := root.Get("properties")
	if !properties.IsObject() {
		return b, contentError("Required property 'properties' not found in JSON. Path '', line %d, position %d.", root.Line, root.Column)
	}
	for _, read := range []func() error{
		func() error { return b.readHead(root) },
		func() error { return b.readMode(properties) },
		func() error { return b.readTemplate(properties, links) },
		func() error { return b.readParameters(properties, links) },
	} {
		if err := read(); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (b *body) readHead(root *source.Node) error {
	var err error
	if b.Location, err = text(root, "location"); err != nil {
		return err
	}
	b.Location = arm.NormalLocation(b.Location)
	if tags := root.Get("tags"); tags != nil {
		b.Tags, _, err = arm.ReadTags(map[string]any{"tags": tags.Tree()})
	}
	return err
}

func (b *body) readMode(properties *source.Node) (err error) {
	if b.Mode, err = choice(properties, "mode", modes); err != nil {
		return err
	}
	b.ResultFormat, err = choice(properties.Get("whatIfSettings"), "resultFormat", formats)
	return err
}

// choice reads one of several words, in any case; the first where none is given.
func choice(n *source.Node, name string, words []string) (string, error) {
	given, err := text(n, name)
	if err != nil || given == "" {
		return words[0], err
	}
	for _, word := range words {
		if strings.EqualFold(word, given) {
			return word, nil
		}
	}
	at := n.Get(name)
	return "", contentError("Error converting value \"%s\" to one of '%s'. Path '%s', line %d, position %d.", given, strings.Join(words, ", "), at.Path(), at.Line, at.Column)
}

func (b *body) readTemplate(properties *source.Node, links template.LinkResolver) (err error) {
	given, link := properties.Get("template"), properties.Get("templateLink")
	switch {
	case present(given) && present(link):
		return contentError("Only one of 'template' and 'templateLink' may be given. Path '%s', line %d, position %d.", link.Path(), link.Line, link.Column)
	case present(given):
		b.Template, err = template.Read(given)
	case present(link):
		var content []byte
		b.Link = new(template.Link)
		if content, err = readLink(link, links, b.Link); err == nil {
			b.Template, err = template.Parse(content)
		}
	default:
		return contentError("Required property 'template' not found in JSON. Path 'properties', line %d, position %d.", properties.Line, properties.Column)
	}
	return violation(err)
}

func (b *body) readParameters(properties *source.Node, links template.LinkResolver) (err error) {
	given, link := properties.Get("parameters"), properties.Get("parametersLink")
	switch {
	case present(given) && present(link):
		return contentError("Only one of 'parameters' and 'parametersLink' may be given. Path '%s', line %d, position %d.", link.Path(), link.Line, link.Column)
	case present(given):
		b.Parameters, err = template.ReadParameters(given)
	case present(link):
		var content []byte
		if content, err = readLink(link, links, new(template.Link)); err == nil {
			b.Parameters, err = template.ParseParameters(content)
		}
	}
	return violation(err)
}

// readLink reads what a templateLink or parametersLink leads to.
func readLink(n *source.Node, links template.LinkResolver, l *template.Link) ([]byte, error) {
	for name, into := range map[string]*string{
		"uri": &l.URI, "relativePath": &l.RelativePath, "id": &l.ID, "queryString": &l.QueryString, "contentVersion": &l.ContentVersion,
	} {
		var err error
		if *into, err = text(n, name); err != nil {
			return nil, err
		}
	}
	content, err := links.Read(*l)
	if err != nil {
		return nil, resource.Invalid("InvalidContentLink", "Unable to download deployment content from '%s': %v.", l.URI+l.RelativePath+l.ID, err)
	}
	return content, nil
}

func present(n *source.Node) bool { return n != nil && !n.IsNull() }

// text reads a member that is a string; "" where there is none.
func text(n *source.Node, name string) (string, error) {
	member := n.Get(name)
	if !present(member) {
		return "", nil
	}
	s, ok := member.Text()
	if !ok {
		return "", contentError("Error converting value %s to type 'System.String'. Path '%s', line %d, position %d.", document.Write(member.Tree()), member.Path(), member.Line, member.Column)
	}
	return s, nil
}

func contentError(format string, args ...any) error {
	return resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: '%s'.", fmt.Sprintf(format, args...))
}

// violation is the protocol's form of what is wrong with a template. Other
// errors are returned as they are.
func violation(err error) error {
	wrong, ok := errors.AsType[*template.Error](err)
	if !ok {
		return err
	}
	e := violationOf(wrong)
	return &e
}

func violationOf(wrong *template.Error) resource.Error {
	e := resource.Error{Kind: resource.KindInvalid, Code: wrong.Code, Message: wrong.Message, Target: wrong.Target}
	for _, detail := range wrong.Details {
		e.Details = append(e.Details, violationOf(detail))
	}
	if wrong.Line > 0 {
		e.Info = []resource.ErrorInfo{{Type: "TemplateViolation", Info: map[string]any{
			"lineNumber": wrong.Line, "linePosition": wrong.Column, "path": wrong.Path,
		}}}
	}
	return e
}
