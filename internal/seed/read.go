package seed

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// maxSize is the longest file that is read, in bytes.
const maxSize = 16 << 20

// DefaultGroup is the resource group of a template that is a seed by itself.
const DefaultGroup = "azimuth"

// defaultLocation is where things are that say nothing else.
const defaultLocation = "westeurope"

// Seed is a seed that was read and found to be well-formed.
type Seed struct {
	// TenantID and SubscriptionID are those that a new server is to have, in lower
	// case; "" is any.
	TenantID, SubscriptionID string

	path string
	file file
}

// Read reads a seed from a file, with the templates that it names; their paths
// are relative to it. An ARM template is a seed too: it is deployed to the
// subscription, or to the group DefaultGroup, as its schema says, with the
// parameters that stand beside it in NAME.parameters.json, if they do.
func Read(path string) (*Seed, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	s, err := parse(text, func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return readFile(name)
	}, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	if e, ok := errors.AsType[*Error](err); ok {
		e.File = cmp.Or(e.File, path)
	}
	if err != nil {
		return nil, err
	}
	s.path = path
	return s, nil
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &Error{File: path, What: "it is no file"}
	case info.Size() > maxSize:
		return nil, &Error{File: path, What: "it has more than " + strconv.Itoa(maxSize) + " bytes"}
	}
	return os.ReadFile(path)
}

// parse reads a seed's text. open reads the files that it names.
func parse(text []byte, open func(name string) ([]byte, error), base string) (*Seed, error) {
	s := &Seed{}
	if isTemplate(text) {
		if err := s.takeTemplate(text, open, base); err != nil {
			return nil, err
		}
		return s, s.check()
	}
	var whole yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&whole); err != nil {
		return nil, yamlError(err)
	}
	if err := decoder.Decode(new(yaml.Node)); err == nil {
		return nil, &Error{What: "there is more than one document in it"}
	}
	if len(whole.Content) != 1 {
		return nil, &Error{What: "it is empty"}
	}
	if err := decode(whole.Content[0], reflect.ValueOf(&s.file).Elem()); err != nil {
		return nil, err
	}
	s.TenantID, s.SubscriptionID = strings.ToLower(s.file.Tenant.ID), strings.ToLower(s.file.Tenant.SubscriptionID)
	for _, app := range s.file.Applications {
		for i := range app.Secrets {
			if err := app.Secrets[i].resolve(os.LookupEnv); err != nil {
				return nil, err
			}
		}
	}
	for i := range s.file.Deployments {
		if err := s.file.Deployments[i].resolve(open); err != nil {
			return nil, err
		}
	}
	return s, s.check()
}

var lineOf = regexp.MustCompile(`^yaml: line (\d+): `)

// yamlError is the library's error with the line as ours.
func yamlError(err error) error {
	text := err.Error()
	e := &Error{What: "it is no YAML: " + strings.TrimPrefix(text, "yaml: ")}
	if m := lineOf.FindStringSubmatch(text); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.What = "it is no YAML: " + text[len(m[0]):]
	}
	return e
}

// isTemplate reports whether a text is an ARM template rather than a seed.
func isTemplate(text []byte) bool {
	tree, err := document.Read(text)
	return err == nil && strings.Contains(strings.ToLower(document.String(tree, "$schema")), "deploymenttemplate.json")
}

// CheckTenant reports whether a server has another tenant or subscription than
// the seed wants.
func (s *Seed) CheckTenant(tenantID, subscriptionID string) error {
	if s.TenantID != "" && s.TenantID != tenantID || s.SubscriptionID != "" && s.SubscriptionID != subscriptionID {
		return &Error{File: s.path, Line: s.file.Tenant.line, What: "the data are of tenant " + tenantID + " and subscription " + subscriptionID + ": ids are given to new servers only"}
	}
	return nil
}

// check refuses ids that are none, and names that are missing or there twice.
func (s *Seed) check() error {
	f := &s.file
	if f.Location == "" {
		f.Location = defaultLocation
	}
	c := checker{names: make(map[string]bool)}
	c.ids(f.Tenant.line, f.Tenant.ID, f.Tenant.SubscriptionID)
	for _, u := range f.Users {
		c.thing("user", u.named, u.ID)
	}
	for _, a := range f.Applications {
		c.thing("application", a.named, a.ID, a.AppID, a.PrincipalID)
		for _, secret := range a.Secrets {
			c.thing("secret "+a.Name, named{secret.place, secret.Name})
		}
	}
	for _, g := range f.Groups {
		c.thing("group", g.named, g.ID)
	}
	for _, r := range f.RoleDefinitions {
		c.thing("role", r.named, r.ID)
	}
	for _, g := range f.ResourceGroups {
		c.thing("resource group", g.named)
		for _, i := range g.Identities {
			c.thing("identity "+g.Name, i.named, i.PrincipalID, i.ClientID)
			c.grants(i.Roles)
		}
		for _, m := range g.Machines {
			c.thing("machine "+g.Name, m.named)
			c.grants(m.Roles)
			if m.Instances != nil {
				c.fail(m.line, "a machine has no instances: only a scale set has")
			}
		}
		for _, m := range g.ScaleSets {
			c.thing("scale set "+g.Name, m.named)
			c.grants(m.Roles)
		}
	}
	for _, d := range f.Deployments {
		c.thing("deployment", d.named)
	}
	for _, r := range f.RoleAssignments {
		if r.Role == "" || r.To == "" {
			c.fail(r.line, "a role assignment needs the members role and to")
		}
	}
	return c.err
}

// checker keeps the first thing that is wrong.
type checker struct {
	names map[string]bool
	err   error
}

func (c *checker) fail(line int, format string, args ...any) {
	if c.err == nil {
		c.err = wrongAt(line, format, args...)
	}
}

func (c *checker) thing(what string, n named, ids ...string) {
	key := strings.ToLower(what + "/" + n.Name)
	switch {
	case n.Name == "":
		c.fail(n.line, "a %s has no name", what)
	case c.names[key]:
		c.fail(n.line, "the %s %s is there twice", what, n.Name)
	}
	c.names[key] = true
	c.ids(n.line, ids...)
}

func (c *checker) ids(line int, ids ...string) {
	for _, id := range ids {
		if id != "" && !resource.IsGUID(id) {
			c.fail(line, "%q is no GUID", id)
		}
	}
}

func (c *checker) grants(grants []grant) {
	for _, g := range grants {
		if g.Role == "" {
			c.fail(g.line, "the member role is missing")
		}
	}
}
