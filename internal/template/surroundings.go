package template

import (
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// subscription is subscription(). In a deployment to another kind of scope there is none.
func (s *scope) subscription([]any) (any, error) { return there("subscription", s.d.Subscription) }

func (s *scope) resourceGroup([]any) (any, error) { return there("resourceGroup", s.d.ResourceGroup) }

func (s *scope) managementGroup([]any) (any, error) {
	return there("managementGroup", s.d.ManagementGroup)
}

func (s *scope) deployer([]any) (any, error) { return there("deployer", s.d.Deployer) }

// there is what a function returns about the scope, where the scope has it.
func there(name string, tree map[string]any) (any, error) {
	if tree == nil {
		return nil, notExpected(name)
	}
	return value.Of(tree), nil
}

func (s *scope) tenant([]any) (any, error) {
	if s.d.Tenant != nil {
		return value.Of(s.d.Tenant), nil
	}
	return value.NewObject(
		value.Member{Name: "countryCode", Value: "US"},
		value.Member{Name: "displayName", Value: ""},
		value.Member{Name: "tenantId", Value: s.d.TenantID},
	), nil
}

func (s *scope) environment([]any) (any, error) { return there("environment", s.d.Environment) }

// deployment is deployment(): what is being deployed.
func (s *scope) deployment([]any) (any, error) {
	o := value.NewObject(value.Member{Name: "name", Value: s.d.Name})
	if s.d.Location != "" {
		o.Set("location", s.d.Location)
	}
	properties := value.NewObject()
	if link := s.d.TemplateLink; link != nil {
		properties.Set("templateLink", link.value())
	}
	properties.Set("template", s.t.node.Value())
	properties.Set("templateHash", s.hash)
	properties.Set("parameters", value.Of(s.d.Parameters.Document()))
	properties.Set("mode", s.d.Mode)
	properties.Set("provisioningState", "Accepted")
	o.Set("properties", properties)
	return o, nil
}

func (l *Link) value() *value.Object {
	o := value.NewObject()
	for _, m := range []struct{ name, text string }{
		{"uri", l.URI}, {"id", l.ID}, {"relativePath", l.RelativePath}, {"contentVersion", l.ContentVersion}, {"queryString", l.QueryString},
	} {
		if m.text != "" {
			o.Set(m.name, m.text)
		}
	}
	return o
}

// utcNow is utcNow([format]): the time at which the deployment began.
func (s *scope) utcNow(args []any) (any, error) {
	format := ""
	if len(args) == 1 {
		var err error
		if format, err = function.Text("utcNow", args[0]); err != nil {
			return nil, err
		}
	}
	now, err := function.Now(s.d.Now.UTC(), format)
	return now, err
}

// providers is providers(namespace, [type]).
func (s *scope) providers(args []any) (any, error) {
	namespace, err := function.Text("providers", args[0])
	if err != nil {
		return nil, err
	}
	if len(args) < 2 {
		return nil, function.Errorf("The template function 'providers' needs the resource type as its second parameter. %s", seeFunctions)
	}
	resourceType, err := function.Text("providers", args[1])
	if err != nil {
		return nil, err
	}
	versions, locations, ok := s.provider(namespace, resourceType)
	if !ok {
		return nil, function.Errorf("The template function 'providers' is not valid: the resource type '%s' of the namespace '%s' is not found. %s", resourceType, namespace, seeFunctions)
	}
	return value.NewObject(
		value.Member{Name: "resourceType", Value: resourceType},
		value.Member{Name: "locations", Value: texts(locations)},
		value.Member{Name: "apiVersions", Value: texts(versions)},
	), nil
}

func (w *world) provider(namespace, resourceType string) (versions, locations []string, ok bool) {
	if w.d.Providers == nil {
		return nil, nil, false
	}
	return w.d.Providers(namespace, resourceType)
}

func texts(of []string) []any {
	all := make([]any, len(of))
	for i, s := range of {
		all[i] = s
	}
	return all
}

// normalLocation is a location's short name: "West US" is "westus".
func normalLocation(location string) string {
	return strings.ToLower(strings.ReplaceAll(location, " ", ""))
}

// indexed is the name of a copy of a symbol: "vm[2]".
func indexed(symbol string, index int64) string {
	return symbol + "[" + strconv.FormatInt(index, 10) + "]"
}
