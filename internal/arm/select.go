package arm

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Selector is a filter on resources: by type, name, location, group and tag, and
// by what a type declares.
type Selector struct {
	filter   Filter
	declared []string
}

// commonFilters are the properties and functions by which every list of resources
// can be filtered.
var commonFilters = []string{"resourceType", "name", "location", "resourceGroup", "tagName", "tagValue", "startswith", "substringof"}

// ReadSelector takes $filter from the query.
func (c *Call) ReadSelector() (Selector, error) {
	text := c.Query("$filter")
	f, err := ParseFilter(text)
	if err != nil {
		return Selector{}, err
	}
	if err := f.onlyEquality(text); err != nil {
		return Selector{}, err
	}
	var declared []string
	if c.Type != nil {
		declared = c.Type.Filters
	}
	return Selector{f, declared}, f.Only(text, slices.Concat(commonFilters, declared)...)
}

// onlyEquality refuses comparisons by order, which no property of resources has.
func (f Filter) onlyEquality(text string) error {
	for _, c := range f {
		if c.Op != "eq" && c.Op != "ne" && c.Op != "()" {
			return badFilter(text)
		}
	}
	return nil
}

// Selects reports whether the filter lets a resource through.
func (s Selector) Selects(r resource.Record) bool {
	tagName, byTag := s.filter.Equals("tagName")
	for _, c := range s.filter {
		if c.Op == "()" {
			if !callHolds(c, r) {
				return false
			}
			continue
		}
		var holds bool
		switch c.Name {
		case "tagname":
			_, holds = tagOf(r, c.Value)
		case "tagvalue":
			value, found := tagOf(r, tagName)
			holds = byTag && found && value == c.Value || !byTag && hasTagValue(r, c.Value)
		default:
			holds = equalFold(s.textOf(r, c.Name), c.Value)
		}
		if holds != (c.Op == "eq") {
			return false
		}
	}
	return true
}

func callHolds(c Condition, r resource.Record) bool {
	if len(c.Args) != 2 {
		return false
	}
	switch c.Name {
	case "startswith": // startswith(name,'a') and startswith(tagName,'a')
		if c.Args[0] == "tagname" {
			for name := range r.Tags {
				if strings.HasPrefix(lower(name), lower(c.Args[1])) {
					return true
				}
			}
			return false
		}
		return strings.HasPrefix(lower(textOf(r, c.Args[0])), lower(c.Args[1]))
	default: // substringof('a',name)
		return strings.Contains(lower(textOf(r, c.Args[1])), lower(c.Args[0]))
	}
}

// textOf is a property of the resource: one that all have, or one of its own.
func (s Selector) textOf(r resource.Record, property string) string {
	for _, path := range s.declared {
		if equalFold(path, property) {
			properties, _ := readProperties(r.Properties) // what is kept can be read
			return document.String(properties, strings.ReplaceAll(path, "/", "."))
		}
	}
	return textOf(r, property)
}

func textOf(r resource.Record, property string) string {
	switch property {
	case "name":
		return r.ID[lastSlash(r.ID)+1:]
	case "location":
		return r.Location
	case "resourcetype":
		return r.Type
	case "resourcegroup":
		if id, err := resource.ParseID(r.ID); err == nil {
			return id.ResourceGroup()
		}
	}
	return ""
}

func tagOf(r resource.Record, name string) (value string, ok bool) {
	for tag, value := range r.Tags {
		if equalFold(tag, name) {
			return value, true
		}
	}
	return "", false
}

func hasTagValue(r resource.Record, wanted string) bool {
	for _, value := range r.Tags {
		if value == wanted {
			return true
		}
	}
	return false
}
