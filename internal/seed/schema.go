package seed

import (
	"encoding/json"
	"reflect"
	"strings"
)

// SchemaID is the address that the schema has for editors that keep schemas by it.
const SchemaID = "https://raw.githubusercontent.com/azimuthid/azimuth/main/docs/seed.schema.json"

// Schema is the JSON schema (draft 2020-12) of seeds in YAML, as far as their form
// goes, for editors and checks. It follows from the same types that a seed is read
// into. The text ends with a newline.
func Schema() []byte {
	s := schema{definitions: make(map[string]any)}
	whole := s.object(reflect.TypeFor[file]())
	whole["$schema"], whole["$id"] = "https://json-schema.org/draft/2020-12/schema", SchemaID
	whole["title"], whole["description"] = "Seed of Azimuth", "The state with which azimuth serve --seed has a server begin."
	whole["$defs"] = s.definitions
	text, err := json.MarshalIndent(whole, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(text, '\n')
}

// schema collects the definitions of the types that are met.
type schema struct{ definitions map[string]any }

// guid is what ids look like.
const guid = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"

// of is the schema of a type's values.
func (s *schema) of(t reflect.Type) map[string]any {
	switch t.Kind() { //nolint:exhaustive // the kinds that files have
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice: // one value stands for a list of one
		element := s.of(t.Elem())
		return anyOf(map[string]any{"type": "array", "items": element}, element)
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []string{"string", "number", "boolean"}}}
	case reflect.Interface: // a path, or what would stand there
		return map[string]any{"type": []string{"string", "object"}}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Struct:
		if _, ok := s.definitions[t.Name()]; !ok {
			s.definitions[t.Name()] = nil // a type that is met within itself
			s.definitions[t.Name()] = s.definition(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{"type": "string"}
}

// definition is the schema of an object, for which a name may stand.
func (s *schema) definition(t reflect.Type) map[string]any {
	object := s.object(t)
	if _, ok := reflect.New(t).Interface().(interface{ called(name string) }); ok {
		return anyOf(map[string]any{"type": "string", "minLength": 1}, object)
	}
	return object
}

func (s *schema) object(t reflect.Type) map[string]any {
	properties, required := make(map[string]any), []string{}
	s.members(t, properties, &required)
	object := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		object["required"] = required
	}
	return object
}

// members adds the fields of a type by the names that they have in the file. What
// else is to be said of them stands in the tag "schema".
func (s *schema) members(t reflect.Type, properties map[string]any, required *[]string) {
	for field := range t.Fields() {
		name, option, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			s.members(field.Type, properties, required)
		case name != "":
			member := s.of(field.Type)
			about := field.Tag.Get("about")
			if about != "" {
				member["description"] = about
			}
			for rule := range strings.SplitSeq(field.Tag.Get("schema"), ",") {
				switch rule {
				case "guid":
					member["pattern"] = guid
				case "required":
					*required = append(*required, name)
				}
			}
			properties[name] = member
		}
	}
}

func anyOf(one, other map[string]any) map[string]any {
	return map[string]any{"anyOf": []any{one, other}}
}
