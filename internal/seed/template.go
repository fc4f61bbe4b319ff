package seed

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// takeTemplate makes a seed of a template alone.
func (s *Seed) takeTemplate(text []byte, open func(string) ([]byte, error), base string) error {
	tree, err := document.Read(text)
	if err != nil {
		return err
	}
	d := deployment{named: named{Name: "seed"}, Template: tree}
	if !strings.Contains(strings.ToLower(document.String(tree, "$schema")), "subscriptiondeploymenttemplate") {
		d.Group = DefaultGroup
		s.file.ResourceGroups = []resourceGroup{{named: named{Name: DefaultGroup}}}
	}
	name := base + ".parameters.json"
	values, err := open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		if d.Parameters, err = readParameters(name, values); err != nil {
			return err
		}
	}
	s.file.Deployments = []deployment{d}
	return nil
}

// resolve reads the files that a deployment names. Values that stand in the seed
// itself are brought into the form of a deployment's parameters.
func (d *deployment) resolve(open func(string) ([]byte, error)) error {
	switch template := d.Template.(type) {
	case string:
		text, err := open(template)
		if err != nil {
			return &Error{Line: d.line, What: "the template cannot be read", Err: err}
		}
		tree, err := document.Read(text)
		if err != nil {
			return &Error{Line: d.line, What: "the template " + template + " is no JSON", Err: err}
		}
		d.Template = tree
	case map[string]any:
	default:
		return wrongAt(d.line, "the deployment %s has no template", d.Name)
	}
	switch parameters := d.Parameters.(type) {
	case nil:
	case string:
		text, err := open(parameters)
		if err != nil {
			return &Error{Line: d.line, What: "the parameters cannot be read", Err: err}
		}
		if d.Parameters, err = readParameters(parameters, text); err != nil {
			return err
		}
	case map[string]any:
		values := make(map[string]any, len(parameters))
		for name, value := range parameters {
			values[name] = map[string]any{"value": value}
		}
		d.Parameters = values
	default:
		return wrongAt(d.line, "the parameters of %s are neither a path nor an object", d.Name)
	}
	return nil
}

// readParameters reads a file of parameters, as Azure's tools have them.
func readParameters(name string, text []byte) (any, error) {
	tree, err := document.Read(text)
	if err != nil {
		return nil, &Error{What: "the parameters " + name + " are no JSON", Err: err}
	}
	values, _, ok := document.Member(tree, "parameters")
	if _, isObject := values.(map[string]any); !ok || !isObject {
		return nil, &Error{What: "the file " + name + " has no object 'parameters'"}
	}
	return values, nil
}
